import { type Dataset, type SampleSet, sliceSamples } from '../dataset.ts';
import { sampleSize, valueBytes } from '../sample.ts';
import { samplesAtOnce } from './assemble-pieces.ts';
import type { RawDataset, RawSplit } from './raw-dataset.ts';

/** A dataset in memory as one that is read by pieces, so that more can be learnt of it. */
export function rawOfDataset({ sample, classes, train, test, validation }: Dataset): RawDataset {
  const bytes = sampleSize(sample.shape) * valueBytes(sample.type);
  const split = (set: SampleSet) => rawOfSet(set, samplesAtOnce(bytes));
  return {
    ...{ sample, classes, findings: [], divisor: sample.type === 'uint8' ? 255 : 1 },
    preparation: { kind: 'published' },
    splits: {
      train: split(train),
      test: split(test),
      ...(validation && { validation: split(validation) }),
    },
  };
}

function rawOfSet(set: SampleSet, most: number): RawSplit {
  const samples = set.labels.length;
  return {
    samples,
    labels: set.labels,
    async *read() {
      for (let start = 0; start < samples; start += most) {
        yield await Promise.resolve(sliceSamples(set, start, Math.min(samples, start + most)));
      }
    },
  };
}
