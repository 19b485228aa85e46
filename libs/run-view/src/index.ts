export { applyEvent } from './apply-event.ts';
export {
  compareRuns,
  MOST_COMPARED,
  type ComparableRun,
  type ComparedRun,
  type Comparison,
} from './compare-runs.ts';
export {
  contrastNotes,
  describeContrasts,
  differenceRows,
  resultRows,
  runLetter,
  type ComparisonRow,
} from './comparison-words.ts';
export {
  DATASET_FILE,
  FINDINGS_SHOWN,
  type DatasetFacts,
  type DatasetFinding,
  type SplitFacts,
} from './dataset-facts.ts';
export { describeEnsemble, describeGain, describeStop } from './ensemble-words.ts';
export { describeEnd, describeEvent, describeTrouble } from './event-line.ts';
export {
  formatAccuracy,
  formatCount,
  formatDataset,
  formatDuration,
  formatGain,
  formatInteger,
  formatLoss,
  formatRate,
  formatSeconds,
  formatSmall,
} from './format.ts';
export { describeMembers, mostEpochs, nameMember } from './group-words.ts';
export { describeNetwork } from './network-words.ts';
export { formatCombination, formatRule } from './combination-words.ts';
export { rankRows, type UnrankedRow } from './leaderboard.ts';
export { logLineOf, pageLineOf, type RunLogLine } from './log-line.ts';
export {
  REPORT_FILE,
  type ClassAccuracies,
  type DiversityReport,
  type EnsembleReport,
  type LeaderboardReport,
  type LeaderboardRow,
  type MemberReport,
  type MissingReport,
  type NotableSample,
  type Report,
  type RuleScore,
  type RulesReport,
  type SampleReport,
  type ScoreReport,
  type SearchReport,
  type TrialReport,
  type ValidationReport,
} from './report.ts';
export { describeChoice, formatValues, inRankOrder } from './search-words.ts';
export type { RunRecord } from './run-record.ts';
export { liftEnd, resultOf } from './run-result.ts';
export { describePredicting, describeRetry, RUN_EVENTS, type RunEventKind } from './run-events.ts';
export {
  isSealed,
  RUN_ENDS,
  waitsFor,
  worthOf,
  type EnsembleView,
  type EpochView,
  type MemberView,
  type RunView,
  type StoppedView,
} from './run-view.ts';
export { memberSecondsLeft, runSecondsLeft, trainingShare } from './time-left.ts';
