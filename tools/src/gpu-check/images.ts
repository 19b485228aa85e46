import { openDataset, type ImageSet } from '@chorus/data';
import { chorusHome } from '@chorus/machine';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes the training images that the contenders read, as tools/src/bench has them: CIFAR-10 from a
 * folder, else the generated ones again and again. What an epoch costs does not depend on the images.
 *
 * @returns their name
 */
export async function writeTrainingImages(
  folder: string,
  dataDir: string | undefined,
  samples: number,
): Promise<string> {
  const home = chorusHome(process.env);
  const name = dataDir === undefined ? 'shapes' : 'cifar10';
  const { train } = await openDataset({ name, home, ...(dataDir && { dataDir }) });
  const { images, labels } = repeat(train, samples);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'images.bin'), images);
  writeFileSync(path.join(folder, 'labels.bin'), labels);
  return name;
}

/** The first so many, from the beginning again when there are no more. */
function repeat({ images, labels }: ImageSet, samples: number): ImageSet {
  const bytes = images.length / labels.length; // of one image
  const repeated = { images: new Uint8Array(samples * bytes), labels: new Uint8Array(samples) };
  for (let sample = 0; sample < samples; sample++) {
    const from = sample % labels.length;
    repeated.labels[sample] = labels[from]!;
    repeated.images.set(images.subarray(from * bytes, (from + 1) * bytes), sample * bytes);
  }
  return repeated;
}
