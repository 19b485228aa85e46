import type { SampleSet } from '@chorus/data';
import { type Scaling, sampleScaler } from './scaling.ts';

/**
 * Puts the samples at `indices` into `into`, each value as float32 and scaled: the batch is the only copy that
 * is made.
 *
 * @param indices [batch], usually a subarray of an epoch's order
 * @param into [batch, ...shape] float32, may be longer; reuse it from batch to batch
 * @throws RangeError when `into` is too short or an index is outside the set
 */
export function gatherBatch(
  set: SampleSet,
  indices: Uint32Array,
  scaling: Scaling,
  into: Float32Array,
): void {
  const { values, labels } = set;
  const size = values.length / labels.length;
  if (into.length < indices.length * size) {
    throw new RangeError(`a batch of ${indices.length} samples does not fit ${into.length} values`);
  }
  const scale = sampleScaler(scaling);
  let target = 0;
  for (const index of indices) {
    if (index >= labels.length) {
      throw new RangeError(`sample ${index} is outside the set's ${labels.length}`);
    }
    const sample = values.subarray(index * size, (index + 1) * size);
    scale(sample, into.subarray(target, (target += size)));
  }
}
