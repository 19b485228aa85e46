import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { imageSize, limitSamples, openDataset } from '@chorus/data';
import { chorusHome } from '../machine/chorus-home.ts';
import { CLASSES, SHAPE } from './bench-task.ts';

/**
 * Writes the images that every contender reads: the first of CIFAR-10 where CHORUS_DATA_DIR names
 * it, else random ones. @returns what they are
 */
export async function writeImages(folder: string, samples: number): Promise<string> {
  const dataDir = process.env['CHORUS_DATA_DIR'];
  const { images, labels } = dataDir ? await cifar10(dataDir, samples) : randomSet(samples);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'images.bin'), images);
  writeFileSync(path.join(folder, 'labels.bin'), labels);
  return dataDir ? 'CIFAR-10' : 'random images (CHORUS_DATA_DIR is not set)';
}

async function cifar10(dataDir: string, samples: number) {
  const { train } = await openDataset({ name: 'cifar10', dataDir, home: chorusHome(process.env) });
  if (samples > train.labels.length)
    throw new Error(
      `CIFAR-10 has ${train.labels.length} images, fewer than ${samples}: lower --steps`,
    );
  return limitSamples(train, samples);
}

function randomSet(samples: number) {
  const images = new Uint8Array(randomBytes(samples * imageSize(SHAPE)));
  const labels = randomBytes(samples).map((byte) => byte % CLASSES);
  return { images, labels };
}
