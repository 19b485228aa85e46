import { type PredictionItem, type PredictionSource, regroupPieces } from '@chorus/data/own-data';
import { sampleSize, type SampleKind, valueBytes } from '@chorus/data';
import type { Combination } from '@chorus/ensemble';
import { combinePredictions, type EnsemblePredictions } from './combine-predictions.ts';
import type { EnsemblePredictor } from './ensemble-predictor.ts';

/** Samples that a trainer predicts at once: pieces are whole batches, so that bits are those of the run. */
const BATCH_SAMPLES = 100;
/** The samples that are predicted and read at once: more would be no faster. */
const PIECE_BYTES = 2 * 1024 * 1024;

/** Items that follow one another, and what the ensemble predicts of those without a problem, in their order. */
export interface PredictedPiece extends EnsemblePredictions {
  readonly items: readonly PredictionItem[];
}

/**
 * How many samples are predicted at once.
 *
 * @param items how many there are in all; undefined: nobody knows
 */
export function pieceSamplesOf({ shape, type }: SampleKind, items: number | undefined): number {
  const sampleBytes = sampleSize(shape) * valueBytes(type);
  const batches = Math.max(1, Math.floor(PIECE_BYTES / sampleBytes / BATCH_SAMPLES));
  return Math.max(1, Math.min(batches * BATCH_SAMPLES, items ?? Infinity));
}

/**
 * Predicts all items of a source, in their order. The next piece is read while one is predicted; no more is in memory.
 *
 * @param combination the run's
 * @throws DatasetError as reading the source does; ChorusError as the predictor does
 */
export async function* predictSource(
  predictor: EnsemblePredictor,
  source: PredictionSource,
  combination: Combination,
  signal?: AbortSignal,
): AsyncGenerator<PredictedPiece> {
  const { sample, mostSamples, classes } = predictor;
  const pieces = regroupPieces(source.read(signal), sample, mostSamples);
  let before: (() => Promise<PredictedPiece>) | undefined;
  for await (const { items, values } of pieces) {
    const predicting = values.length > 0 ? predictor.predict(values) : Promise.resolve([]);
    predicting.catch(() => {}); // it is thrown when its turn comes
    if (before) yield await before();
    before = async () => {
      const samples = values.length / sampleSize(sample.shape);
      const shape = [samples, classes.length] as const;
      return { items, ...combinePredictions(combination, await predicting, shape) };
    };
  }
  if (before) yield await before();
}
