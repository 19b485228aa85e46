import type { ImageSet } from './dataset.ts';
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
 * Puts the images at `indices` into `into`, each pixel divided by `divisor`: the batch is the only
 * copy that is made.
 *
 * @param indices [batch], usually a subarray of {@link shuffledIndices}
 * @param into [batch, height, width, channels] float32, may be longer; reuse it from batch to batch
 * @throws RangeError when `into` is too short or an index is outside the set
 */
export function gatherBatch(
  set: ImageSet,
  indices: Uint32Array,
  divisor: number,
  into: Float32Array,
): void {
  const { images, labels } = set;
  const imageValues = images.length / labels.length;
  if (into.length < indices.length * imageValues) {
    throw new RangeError(`a batch of ${indices.length} images does not fit ${into.length} values`);
  }
  let target = 0;
  for (const index of indices) {
    if (index >= labels.length) {
      throw new RangeError(`image ${index} is outside the set's ${labels.length}`);
    }
    const end = (index + 1) * imageValues;
    for (let source = end - imageValues; source < end; source++) {
      into[target++] = images[source]! / divisor;
    }
  }
}
