import { openDataset, type SampleSet } from '@chorus/data';
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
  const { values, labels } = repeat(train, samples);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'images.bin'), values);
  writeFileSync(path.join(folder, 'labels.bin'), Uint8Array.from(labels));
  return name;
}

/** The first so many, from the beginning again when there are no more. */
function repeat({ values, labels }: SampleSet, samples: number): SampleSet {
  const bytes = values.length / labels.length; // of one image
  const repeated = { values: new Uint8Array(samples * bytes), labels: new Int32Array(samples) };
  for (let sample = 0; sample < samples; sample++) {
    const from = sample % labels.length;
    repeated.labels[sample] = labels[from]!;
    repeated.values.set(values.subarray(from * bytes, (from + 1) * bytes), sample * bytes);
  }
  return repeated;
}
