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
