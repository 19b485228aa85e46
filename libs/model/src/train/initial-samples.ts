import type { PreparedSamples } from '../networks/network.ts';
import { prepareSamples } from '../samples/prepare-samples.ts';
import { feedSamples } from '../samples/sample-feed.ts';
import { epochOrder } from './train-epoch.ts';
import type { TrainMemberOptions } from './train-member-options.ts';

/**
 * What the network's initial weights are computed from: training samples of the member's own choice.
 *
 * @returns undefined when they need none
 * @throws DatasetError when samples cannot be read
 */
export async function initialSamples({
  network,
  train,
  seed,
  config,
}: TrainMemberOptions): Promise<PreparedSamples | undefined> {
  const { initialSamples: count, sampleShape } = network;
  if (count === 0) return undefined;
  const order = epochOrder(train, seed, 0).subarray(0, count);
  const feed = feedSamples(train, sampleShape, config.batchSize);
  try {
    const values = await prepareSamples(feed, order, config.scaling, sampleShape);
    return { values, sampleShape };
  } finally {
    feed.close();
  }
}
