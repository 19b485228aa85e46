/** The part of this library that both ends of a wire need: the document, and what reads and writes it. */
export { configDigest, decodeRunConfig, encodeRunConfig } from './encode-run-config.ts';
export {
  configOfGroup,
  epochsOf,
  givenFilesOf,
  givenPredictionsOf,
  groupNameOf,
} from './config-of-group.ts';
export { MOST_HEADER_BYTES, mostCheckpointBytes, weightsBytes } from './file-bounds.ts';
export { liftMembers } from './former-members.ts';
export { liftRunConfig, type FormerRunConfig } from './former-run-config.ts';
export { specifyMember, type MemberSpecification } from './member-specification.ts';
export type { RunMember } from './run-member.ts';
export {
  PREDICTED_INPUT,
  runConfigSchema,
  type RunConfig,
  type SettledGroup,
  type TrainedDataset,
} from './run-config.ts';
export { BATCH_SAMPLES, testRows } from './test-part.ts';
export { trainedOn, validatedOn } from './trained-samples.ts';
