/**
 * The records of CIFAR-10's binary version (https://www.cs.toronto.edu/~kriz/cifar.html): one
 * label byte, then 1024 red, 1024 green and 1024 blue bytes, each colour row by row.
 */
import type { SampleSet } from '../dataset.ts';
import { sampleSize, type SampleKind } from '../sample.ts';

/** What every sample is: an image, [height, width, channels]. */
export const CIFAR10_SAMPLE = { shape: [32, 32, 3], type: 'uint8' } as const satisfies SampleKind;

const [HEIGHT, WIDTH] = CIFAR10_SAMPLE.shape;

/** Bytes of one record. */
export const RECORD_BYTES = 1 + sampleSize(CIFAR10_SAMPLE.shape);

/**
 * Puts a file's records into the set, from its sample `first` on, each image turned from
 * [channels, height, width] to [height, width, channels].
 *
 * @param records whole records; the set has room for them
 */
export function decodeRecords(
  records: Uint8Array,
  { values, labels }: SampleSet,
  first: number,
): void {
  const plane = HEIGHT * WIDTH;
  let target = first * sampleSize(CIFAR10_SAMPLE.shape);
  let sample = first;
  for (let record = 0; record < records.length; record += RECORD_BYTES) {
    labels[sample++] = records[record]!;
    const red = record + 1;
    for (let pixel = red; pixel < red + plane; pixel++) {
      values[target++] = records[pixel]!;
      values[target++] = records[pixel + plane]!;
      values[target++] = records[pixel + 2 * plane]!;
    }
  }
}
