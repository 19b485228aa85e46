import { BACKENDS } from '@chorus/backend-names';
import type { PredictionSource } from '@chorus/data/own-data';
import {
  backendOf,
  EnsemblePredictor,
  pieceSamplesOf,
  type PredictedPiece,
  predictSource,
  sampleOf,
} from '@chorus/prediction';
import type { FinishedRun } from '@chorus/run-files';
import type { PlainReporter } from '../terminal/plain-reporter.ts';
import { prepareTensorFlow } from './prepare-tensorflow.ts';

/**
 * Predicts all items of a source with a run's members in processes of this machine.
 *
 * @throws DatasetError, ChorusError; the signal's reason
 */
export async function* predictHere(
  run: FinishedRun,
  source: PredictionSource,
  reporter: PlainReporter,
  signal: AbortSignal,
): AsyncGenerator<PredictedPiece> {
  if (BACKENDS[backendOf(run)].needsSetUp) await prepareTensorFlow(reporter, signal);
  const sizes = [pieceSamplesOf(sampleOf(run), source.items)];
  using predictor = await EnsemblePredictor.open(run, { sizes, signal });
  yield* predictSource(predictor, source, run.combination, signal);
}
