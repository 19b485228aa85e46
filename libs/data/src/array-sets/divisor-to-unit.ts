import type { FeatureForm } from '../recognition/recognise-features.ts';
import type { SplitName } from '../splits.ts';
import type { ArraySplit } from './array-split.ts';

/** The highest value of a byte. */
const LARGEST_BYTE = 255;

/**
 * What samples are divided by to lie between 0 and 1, or -1 and 1: bytes by 255, other whole numbers by the largest of training.
 * Bytes of 0 and 1, and fractions, are left as they are.
 *
 * @param train the samples of the training split
 * @param parts what becomes of each of them: what is drawn for other splits does not count
 */
export async function divisorToUnit(
  train: ArraySplit,
  { type, range }: FeatureForm,
  parts: readonly SplitName[],
): Promise<number> {
  if (type === 'float32') return 1;
  const enough = type === 'uint8' ? 2 : Infinity;
  const isDrawn = parts.some((part) => part !== 'train');
  const largest = isDrawn
    ? await largestOf(train, parts, enough)
    : Math.max(1, Math.abs(range.low), Math.abs(range.high));
  if (type === 'int32') return largest;
  return largest > 1 ? LARGEST_BYTE : 1;
}

/** The largest absolute value of the samples that stay in training, or one that is enough; at least 1. */
async function largestOf(
  train: ArraySplit,
  parts: readonly SplitName[],
  enough: number,
): Promise<number> {
  let largest = 1;
  let sample = 0;
  for await (const { values, labels } of train.read()) {
    const size = values.length / labels.length;
    for (let row = 0; row < labels.length; row++) {
      if (parts[sample++] !== 'train') continue;
      for (let index = row * size; index < (row + 1) * size; index++) {
        largest = Math.max(largest, Math.abs(values[index]!));
      }
      if (largest >= enough) return largest;
    }
  }
  return largest;
}
