export type { AttemptRef } from './attempt.ts';
export { isContinued } from './continuation.ts';
export type {
  Command,
  EnsembleValidation,
  Report,
  RunOutcome,
  SchedulerEvent,
  WorkerRef,
} from './events.ts';
export { FAILURES, reportedFailure, type FailureKind } from './failures.ts';
export { Leases } from './leases.ts';
export { lowerMedian } from './lower-median.ts';
export { answerToTheDead } from './report.ts';
export type { GroupPlan, MemberPlan, RunPlan } from './run.ts';
export { isTimeDue, step } from './scheduler.ts';
export { setAsideFor } from './set-aside.ts';
export { describeSilence } from './silence.ts';
export {
  DEFAULT_LOST_AFTER_MS,
  decodeState,
  encodeState,
  findLive,
  findLiveAnywhere,
  newState,
  RULES_VERSION,
  type SchedulerState,
} from './state.ts';
