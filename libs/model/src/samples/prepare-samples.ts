import { sampleSize } from '@chorus/data';
import { gatherBatch } from './gather-batch.ts';
import type { SampleFeed } from './sample-feed.ts';
import type { Scaling } from './scaling.ts';

/**
 * Samples as a network sees them, in memory: [samples, ...sampleShape].
 *
 * @param order rows of the set that is fed from
 * @throws DatasetError when samples cannot be read
 */
export async function prepareSamples(
  feed: SampleFeed,
  order: Uint32Array,
  scaling: Scaling,
  sampleShape: readonly number[],
): Promise<Float32Array> {
  const size = sampleSize(sampleShape);
  const values = new Float32Array(order.length * size);
  for await (const stretch of feed.stretches(order)) {
    gatherBatch(stretch.set, stretch.order, scaling, values.subarray(stretch.start * size));
  }
  return values;
}
