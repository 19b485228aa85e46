import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { limitSamples, openDataset, type SampleSet } from '@chorus/data';

/**
 * Writes the images of CIFAR-10 that the contenders read into the folders `train` and `test`.
 *
 * @param dataDir the folder with CIFAR-10's binary files
 * @param samples training images: the first so many
 */
export async function writeImages(folder: string, dataDir: string, samples: number): Promise<void> {
  const { train, test } = await openDataset({ name: 'cifar10', dataDir, home: dataDir });
  write(path.join(folder, 'train'), limitSamples(train, samples));
  write(path.join(folder, 'test'), test);
}

function write(folder: string, { values, labels }: SampleSet): void {
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'images.bin'), values);
  writeFileSync(path.join(folder, 'labels.bin'), Uint8Array.from(labels));
}
