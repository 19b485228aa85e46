import type { SampleSet } from './dataset.ts';
import { SeededRandom } from './random.ts';

/**
 * The order in which an epoch visits the samples: a permutation of 0 to `count` - 1 that depends
 * on seed and epoch alone, so that an epoch that is trained again sees the same batches.
 * Fisher-Yates (Durstenfeld, "Algorithm 235", 1964).
 *
 * @param epoch counts from 1
 * @returns [count]
 */
export function shuffledIndices(count: number, seed: number, epoch: number): Uint32Array {
  const random = SeededRandom.from(seed, 'shuffle', epoch);
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = indices[last]!;
    indices[last] = indices[other]!;
    indices[other] = kept;
  }
  return indices;
}

/**
 * Puts the samples at `indices` into `into`, each value as float32 and divided by `divisor`: the batch is the
 * only copy that is made.
 *
 * @param indices [batch], usually a subarray of {@link shuffledIndices}
 * @param into [batch, ...shape] float32, may be longer; reuse it from batch to batch
 * @throws RangeError when `into` is too short or an index is outside the set
 */
export function gatherBatch(
  set: SampleSet,
  indices: Uint32Array,
  divisor: number,
  into: Float32Array,
): void {
  const { values, labels } = set;
  const size = values.length / labels.length;
  if (into.length < indices.length * size) {
    throw new RangeError(`a batch of ${indices.length} samples does not fit ${into.length} values`);
  }
  let target = 0;
  for (const index of indices) {
    if (index >= labels.length) {
      throw new RangeError(`sample ${index} is outside the set's ${labels.length}`);
    }
    const end = (index + 1) * size;
    for (let source = end - size; source < end; source++) {
      // Before it is divided an int32 is rounded to float32, as TensorFlow does it.
      into[target++] = Math.fround(values[source]!) / divisor;
    }
  }
}
