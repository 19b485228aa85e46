// Networks and optimizers
export { layersNetwork } from './networks/layers-network.ts';
export { type GivenWeight, withInitialWeights } from './networks/initial-weights.ts';
export { Model } from './networks/model.ts';
export type { Network, NetworkWeight, PreparedSamples, RandomInput } from './networks/network.ts';
export { adam, optimizerOf } from './optimizers/optimizer-of.ts';
export {
  OPTIMIZER_DEFAULTS,
  OPTIMIZERS,
  type OptimizerName,
  type OptimizerSettings,
} from './optimizers/optimizer-settings.ts';
export type { Optimizer } from './optimizers/optimizer.ts';
// Samples
export {
  type ScaledDataset,
  type Scaling,
  scalingOf,
  type ScalingSettings,
} from './samples/scaling.ts';
// Augmentation
export {
  type Augmentation,
  augmentationOf,
  type AugmentationSettings,
} from './augmentation/augmentation.ts';
// Training
export { leastMemory, type LeastMemory } from './train/least-memory.ts';
export { memberRecipe, type MemberRecipe, type MemberSettings } from './train/member-recipe.ts';
export { trainMember } from './train/train-member.ts';
export type {
  ChosenEpoch,
  Compilation,
  EpochResult,
  TrainingConfig,
  TrainingHooks,
  TrainingProgress,
  TrainMemberOptions,
} from './train/train-member-options.ts';
export type { EpochMeans } from './train/epoch-totals.ts';
export type { WeightHistogram } from './train/weight-histogram.ts';
export { TrainingError, type TrainingErrorCode } from './training-error.ts';
export type { Precision } from './graph/compile-loops.ts';
// Predicting
export { predict } from './predict/predict.ts';
export { type PieceForm, PiecePredictor } from './predict/piece-predictor.ts';
export type { Views } from './predict/views.ts';
export { type SavedModel, saveModel } from './predict/save-model.ts';
export { loadModel } from './predict/load-model.ts';
export { recordForward, type RecordedForward } from './predict/record-forward.ts';
// Graphs of TensorFlow
export { attributeOf, shapeOf } from './graph/node-defs.ts';
export type { FreeShape } from './graph/free-batch.ts';
export {
  type AttrValue,
  encodeSavedModel,
  type NodeDef,
  type SignatureDef,
  type TensorInfo,
} from './graph/saved-model.ts';
export {
  DATA_TYPES,
  type DataType,
  type TensorValues,
} from './backends/tensorflow/node-backend.ts';
// Backends
export { type Backend, type BackendOptions, startBackend } from './backends/backend.ts';
export {
  type AddonProblem,
  BackendError,
  type BackendErrorCode,
} from './backends/backend-error.ts';
export { GPU_NAME_VARIABLE } from './backends/gpu-name.ts';
export { nothingLeft } from './backends/nothing-left.ts';
export { addonPath, isTensorFlowGreeting } from './backends/tensorflow/tensorflow-addon.ts';
