export { accuracy } from './accuracy.ts';
export { argMax } from './arg-max.ts';
export { brierScore } from './brier-score.ts';
export {
  CALIBRATION_BINS,
  calibrationBins,
  expectedCalibrationError,
  type CalibrationBin,
} from './calibration-error.ts';
export { classAccuracies } from './class-accuracies.ts';
export {
  combine,
  DEFAULT_RULE,
  COMBINING_RULES,
  type Combination,
  type RuleName,
} from './combining-rules.ts';
export { confusionMatrix } from './confusion-matrix.ts';
export { meanCrossEntropy, PROBABILITY_FLOOR } from './cross-entropy.ts';
export { meanDisagreement, Votes } from './disagreement.ts';
export { estimateGain, type Draw, type GainEstimate, type Interval } from './gain-estimate.ts';
export { evaluate, type Evaluation } from './evaluate.ts';
export { findInvalidRow, type InvalidRow } from './invalid-row.ts';
export { holmAdjusted, mcnemarTest, type McNemarResult } from './mcnemar.ts';
export { PredictionSum } from './prediction-sum.ts';
export type { ClassIndices, Predictions } from './shapes.ts';
