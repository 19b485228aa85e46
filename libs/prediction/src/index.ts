export { combinePredictions, type EnsemblePredictions } from './combine-predictions.ts';
export {
  backendOf,
  EnsemblePredictor,
  type PredictorOptions,
  sampleOf,
} from './ensemble-predictor.ts';
export { openRunSource } from './open-run-source.ts';
export { pieceSamplesOf, predictSource, type PredictedPiece } from './predict-source.ts';
