/** The part of this library that both ends of a wire need: the document, and what reads and writes it. */
export { configDigest, decodeRunConfig, encodeRunConfig } from './encode-run-config.ts';
export { liftRunConfig, type FormerRunConfig } from './former-run-config.ts';
export { runConfigSchema, type RunConfig, type TrainedDataset } from './run-config.ts';
export { trainedOn } from './trained-samples.ts';
