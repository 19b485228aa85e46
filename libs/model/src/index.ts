export type { AdamState } from './adam.ts';
export {
  type Backend,
  BACKEND_NAMES,
  type BackendName,
  type BackendOptions,
  startBackend,
} from './backend.ts';
export { BackendError, type BackendErrorCode } from './backend-error.ts';
export {
  type Checkpoint,
  type CheckpointWeight,
  decodeCheckpoint,
  encodeCheckpoint,
} from './checkpoint.ts';
export { buildCnn, type ModelConfig } from './cnn.ts';
export type { EpochMeans } from './epoch-totals.ts';
export { evaluate, type Evaluation } from './evaluate.ts';
export { GPU_NAME_VARIABLE } from './gpu-name.ts';
export { nothingLeft } from './nothing-left.ts';
export { predict } from './predict.ts';
export { type SavedModel, saveModel } from './save-model.ts';
export { addonPath, isTensorFlowGreeting } from './tensorflow-addon.ts';
export {
  type Compilation,
  type EpochResult,
  trainMember,
  type TrainingConfig,
  type TrainingHooks,
  type TrainingProgress,
  type TrainMemberOptions,
} from './train-member.ts';
export { TrainingError, type TrainingErrorCode } from './training-error.ts';
export type { WeightHistogram } from './weight-histogram.ts';
