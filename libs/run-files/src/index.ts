export { alteration, altered } from './altered.ts';
export { AppendFile } from './append-file.ts';
export { writeFileAtomically } from './atomic-file.ts';
export { DiskError, isRefusal, writing } from './disk-error.ts';
export { endsWith } from './ends-with.ts';
export { checkChain, EventChain, type ChainPosition, type EventLine } from './event-chain.ts';
export { digestOfFile } from './file-digest.ts';
export { listedPaths } from './listed-paths.ts';
export { findRun } from './find-run.ts';
export { FinishedRun, type FinishedMember } from './finished-run.ts';
export { encodeNpy, readFloat32Npy } from './npy.ts';
export { packRun, type PackedRun, type PackOptions } from './packed/pack-run.ts';
export { PACKING_FILE, readPacking, type Packing, type RunSignature } from './packed/packing.ts';
export {
  fingerprintOf,
  isOfKey,
  isSigned,
  readPrivateKey,
  readPublicKey,
} from './packed/signature.ts';
export { unpackRun } from './packed/unpack-run.ts';
export { parseEvent } from './parse-event.ts';
export { readEventLines, readEvents } from './read-events.ts';
export { requireWhole } from './require-whole.ts';
export { readJson } from './read-json.ts';
export { toFloat32 } from './read-predictions.ts';
export { EVENTS_FILE, RunFolder } from './run-folder.ts';
export {
  encodeManifest,
  MANIFEST_FILE,
  readManifest,
  type ListedFile,
  type RunManifest,
} from './run-manifest.ts';
export { writeEnsembleSummaries } from './tensorboard/ensemble-summaries.ts';
export { hparamsOf } from './tensorboard/hparams.ts';
export { MemberSummaries } from './tensorboard/member-summaries.ts';
export { factsOf } from './facts-of.ts';
export {
  drawSamples,
  drawShown,
  firstValues,
  readShown,
  type TestSample,
} from './shown-samples.ts';
export { takeTestSet, validationLabelsOf, type TestSet } from './test-set.ts';
