export {
  formatAccuracy,
  formatDataset,
  formatDuration,
  formatLoss,
  formatRate,
  formatSeconds,
} from './format.ts';
export { FAILURES, type Failure, type FailureKind } from './failures.ts';
export type {
  ClassAccuracies,
  EnsembleReport,
  MemberReport,
  MissingReport,
  Report,
  SampleReport,
} from './report.ts';
export { applyEvent, waitsFor, type EpochView, type MemberView, type RunView } from './run-view.ts';
export { memberSecondsLeft, runSecondsLeft, trainingShare } from './time-left.ts';
