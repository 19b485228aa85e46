import { type ChosenSamples, countSamples, shuffledIndices } from '@chorus/data';
import type { SampleFeed } from '../samples/sample-feed.ts';
import { type EpochMeans, EpochTotals } from './epoch-totals.ts';
import { batchesPerEpoch, type MemberSteps } from './member-steps.ts';
import { Pieces } from './pieces.ts';
import type { StepNumbers } from './step-numbers.ts';
import type { TrainMemberOptions } from './train-member-options.ts';

/** The number of an epoch of the member among all epochs, those of the members that it continues among them. */
export function ofChain(
  { epochsBefore = 0 }: Pick<TrainMemberOptions, 'epochsBefore'>,
  epoch: number,
): number {
  return epochsBefore + epoch;
}

/**
 * Trains one epoch.
 *
 * @param epoch its number within the member, from 1
 * @throws TrainingError `diverged` or `cancelled`
 */
export async function trainEpoch(
  options: TrainMemberOptions,
  numbers: StepNumbers,
  feed: SampleFeed,
  steps: MemberSteps,
  epoch: number,
): Promise<EpochMeans> {
  const { train, seed, config, augmentation, hooks, signal } = options;
  const { batchSize } = config;
  const batches = batchesPerEpoch(options);
  const epochOfChain = ofChain(options, epoch);
  const stepsBefore = (epochOfChain - 1) * batches;
  const table = numbers.table(stepsBefore + 1, batches);
  const columns = numbers.names.length;
  const totals = new EpochTotals(epoch);
  try {
    let means!: EpochMeans;
    const pieces = new Pieces(epoch, signal);
    const rows = epochOrder(train, seed, epochOfChain);
    for await (const { start, set, order } of feed.stretches(rows)) {
      const before = start / batchSize; // steps of the epoch
      const ofStretch = Math.ceil(order.length / batchSize);
      steps.begin({
        ...{ stepsBefore: stepsBefore + before, set, order },
        numbers: table.subarray(before * columns, (before + ofStretch) * columns),
        drawn: augmentation?.draw(seed, epochOfChain, rows.subarray(start, start + order.length)),
      });
      await pieces.each(ofStretch, (first, end) => {
        const added = Math.min(end * batchSize, order.length) - first * batchSize;
        means = totals.add(added, end - first, (sums) => steps.run(sums, first, end));
        const batch = before + end;
        if (batch < batches) hooks?.onProgress?.({ epoch, batch, batches, ...means });
      });
    }
    return means;
  } finally {
    totals.dispose();
  }
}

/** The rows of an epoch in the order that they are trained in. @param epoch counts those of the chain */
export function epochOrder(train: ChosenSamples, seed: number, epoch: number): Uint32Array {
  const order = shuffledIndices(countSamples(train), seed, epoch);
  const { rows } = train;
  return rows ? order.map((place) => rows[place]!) : order;
}
