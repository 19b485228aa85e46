import type { Dataset } from '@chorus/data';
import { encodeNpy } from '@chorus/run-files';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseImages } from './choose-images.ts';

const SPLITS = { train: 600, test: 200 } as const;

/** Writes NumPy arrays under Keras' names: x_train.npy, y_train.npy, x_test.npy and y_test.npy. */
export async function writeArrays(shapes: Dataset, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const split of ['train', 'test'] as const) {
    const images = chooseImages(shapes, split, SPLITS[split]);
    const pixels = Buffer.concat(images.map((image) => image.pixels));
    const labels = Int32Array.from(images, ({ label }) => label);
    const shape = [images.length, 32, 32, 3];
    await writeFile(join(folder, `x_${split}.npy`), encodeNpy(new Uint8Array(pixels), shape));
    await writeFile(join(folder, `y_${split}.npy`), encodeNpy(labels, [labels.length]));
  }
}
