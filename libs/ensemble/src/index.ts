export { accuracy } from './measures/accuracy.ts';
export { argMax } from './arg-max.ts';
export { brierScore } from './measures/brier-score.ts';
export {
  CALIBRATION_BINS,
  calibrationBins,
  expectedCalibrationError,
  type CalibrationBin,
} from './measures/calibration-error.ts';
export { classAccuracies } from './measures/class-accuracies.ts';
export {
  ofMembers,
  requireCombination,
  SUM,
  weightsProblem,
  type Combination,
  type RuleName,
} from './combination.ts';
export { combinationSoFar, ofFirstMembers } from './combination-so-far.ts';
export { combineBy, combinedProbabilities, normalised, startCombining } from './combine-by.ts';
export { COMBINING_RULES, RULE_NAMES, type CombiningRule } from './combining-rules.ts';
export { confusionMatrix } from './measures/confusion-matrix.ts';
export { meanCrossEntropy, PROBABILITY_FLOOR } from './measures/cross-entropy.ts';
export { meanDisagreement, Votes } from './measures/disagreement.ts';
export {
  foldSweeps,
  gatherOutOfFold,
  type FoldMember,
  type FoldPredictions,
  type OutOfFold,
} from './out-of-fold.ts';
export { estimateGain, type Draw, type GainEstimate, type Interval } from './gain-estimate.ts';
export { evaluate, type Evaluation } from './measures/evaluate.ts';
export { findInvalidRow, type InvalidRow } from './invalid-row.ts';
export { holmAdjusted, mcnemarTest, type McNemarResult } from './measures/mcnemar.ts';
export { rankByScores } from './measures/rank-by-scores.ts';
export type { RunningScores, Shape } from './running-scores.ts';
export { membersToLeaveOut } from './fitting/backward-elimination.ts';
export { crossFitted } from './fitting/cross-fit.ts';
export {
  CALIBRATIONS,
  fitCombination,
  needsValidation,
  type Calibration,
  type CombiningWish,
} from './fitting/fit-combination.ts';
export type { FoldedSamples, ValidationPredictions } from './fitting/validation-predictions.ts';
export { fitGreedy, GREEDY_ROUNDS } from './fitting/greedy.ts';
export { fitStacking, MOST_STACKING_FEATURES } from './fitting/stacking.ts';
export { fitTemperature } from './fitting/temperature.ts';
export type { ClassIndices, Predictions } from './shapes.ts';
export {
  RunningUncertainties,
  uncertaintiesOf,
  type Uncertainties,
} from './measures/uncertainties.ts';
export { adaptiveCalibrationError } from './measures/adaptive-calibration-error.ts';
export { brierDecomposition, type BrierDecomposition } from './measures/brier-decomposition.ts';
export { classificationScores, cohensKappa, type ClassScores } from './measures/class-scores.ts';
export { auroc, aurocOneVersusRest, detect, type Detection } from './measures/detection.ts';
export { diversityOf, type Diversity } from './measures/diversity.ts';
export { measure, type EnsembleMeasures } from './measures/ensemble-measures.ts';
export { riskCoverage, type RiskCoverage } from './measures/risk-coverage.ts';
export { topKAccuracy } from './measures/top-k-accuracy.ts';
export { wilsonInterval } from './measures/wilson-interval.ts';
export { confidenceOf, mostDisputed, surestErrors } from './measures/notable-samples.ts';
