export type { AdamState } from './optimizers/adam.ts';
export { type Backend, type BackendOptions, startBackend } from './backends/backend.ts';
export { BACKEND_NAMES, type BackendName } from './backends/names.ts';
export { BackendError, type BackendErrorCode } from './backends/backend-error.ts';
export {
  type Checkpoint,
  type CheckpointWeight,
  decodeCheckpoint,
  encodeCheckpoint,
} from './train/checkpoint.ts';
export { buildCnn, type ModelConfig } from './networks/cnn.ts';
export type { EpochMeans } from './train/epoch-totals.ts';
export { evaluate, type Evaluation } from './predict/evaluate.ts';
export { GPU_NAME_VARIABLE } from './backends/gpu-name.ts';
export { nothingLeft } from './backends/nothing-left.ts';
export { predict } from './predict/predict.ts';
export { type SavedModel, saveModel } from './predict/save-model.ts';
export { addonPath, isTensorFlowGreeting } from './backends/tensorflow/tensorflow-addon.ts';
export {
  type Compilation,
  type EpochResult,
  trainMember,
  type TrainingConfig,
  type TrainingHooks,
  type TrainingProgress,
  type TrainMemberOptions,
} from './train/train-member.ts';
export { TrainingError, type TrainingErrorCode } from './training-error.ts';
export type { WeightHistogram } from './train/weight-histogram.ts';
