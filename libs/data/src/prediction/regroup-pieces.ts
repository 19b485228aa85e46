import { type SampleKind, SAMPLE_ARRAYS, sampleSize, type SampleValues } from '../sample.ts';
import type { PredictionItem, PredictionPiece } from './prediction-source.ts';

/**
 * The same items in pieces that have exactly so many samples, but for the last one: what is predicted at once does so
 * not depend on how files were read.
 *
 * @param samples in a piece, 1 or more
 */
export async function* regroupPieces(
  pieces: AsyncIterable<PredictionPiece>,
  { shape, type }: SampleKind,
  samples: number,
): AsyncGenerator<PredictionPiece> {
  const size = sampleSize(shape);
  const newValues = (): SampleValues => new SAMPLE_ARRAYS[type](samples * size);
  let values = newValues();
  let items: PredictionItem[] = [];
  let filled = 0;
  for await (const piece of pieces) {
    let taken = 0;
    for (const item of piece.items) {
      items.push(item);
      if (item.problem !== undefined) continue;
      values.set(piece.values.subarray(taken * size, (taken + 1) * size), filled * size);
      taken += 1;
      filled += 1;
      if (filled < samples) continue;
      yield { items, values };
      [values, items, filled] = [newValues(), [], 0];
    }
  }
  if (items.length > 0) yield { items, values: values.subarray(0, filled * size) };
}
