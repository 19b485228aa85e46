export type { SetUpOptions } from './context.ts';
export type { Flavour, PinnedWheel, WheelSets } from './pinned-wheels.ts';
export type { SetUpStep } from './set-up-error.ts';
export { inspectTensorFlow, setUpTensorFlow, type SetUpOutcome } from './set-up-tensorflow.ts';
export type { InstalledTensorFlow, SetUpFailure, SetUpState } from './stamp.ts';
