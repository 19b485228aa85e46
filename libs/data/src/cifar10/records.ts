/**
 * The records of CIFAR-10's binary version (https://www.cs.toronto.edu/~kriz/cifar.html): one
 * label byte, then 1024 red, 1024 green and 1024 blue bytes, each colour row by row.
 */
import { imageSize, type ImageSet, type ImageShape } from '../dataset.ts';

/** The shape of every image. */
export const CIFAR10_SHAPE: ImageShape = { height: 32, width: 32, channels: 3 };

/** Bytes of one record. */
export const RECORD_BYTES = 1 + imageSize(CIFAR10_SHAPE);

/**
 * Puts a file's records into the set, from its sample `first` on, each image turned from
 * [channels, height, width] to [height, width, channels].
 *
 * @param records whole records; the set has room for them
 */
export function decodeRecords(records: Uint8Array, set: ImageSet, first: number): void {
  const plane = CIFAR10_SHAPE.height * CIFAR10_SHAPE.width;
  const { images, labels } = set;
  let target = first * imageSize(CIFAR10_SHAPE);
  let sample = first;
  for (let record = 0; record < records.length; record += RECORD_BYTES) {
    labels[sample++] = records[record]!;
    const red = record + 1;
    for (let pixel = red; pixel < red + plane; pixel++) {
      images[target++] = records[pixel]!;
      images[target++] = records[pixel + plane]!;
      images[target++] = records[pixel + 2 * plane]!;
    }
  }
}
