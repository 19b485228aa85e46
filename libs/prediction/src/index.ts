export { combinePredictions, type EnsemblePredictions } from './combine-predictions.ts';
export {
  backendOf,
  EnsemblePredictor,
  type PredictorOptions,
  sampleOf,
} from './ensemble-predictor.ts';
export { openOtherSource, type OtherSourceOptions } from './open-other-source.ts';
export { openRunSource } from './open-run-source.ts';
export { pieceSamplesOf, predictSource, type PredictedPiece } from './predict-source.ts';
