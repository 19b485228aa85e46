import type { Dataset } from '@chorus/data';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseImages, type ShapesImage } from './choose-images.ts';

/** A figure may have one of ten shades of a frame around it: a hundred fine classes. */
const SHADES = 10;
const SPLITS = { train: 4000, test: 1000 } as const;

/** Writes pictures of a hundred classes in ten superclasses in the binary files of CIFAR-100. */
export async function writeCifar100(shapes: Dataset, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const split of ['train', 'test'] as const) {
    const images = chooseImages(shapes, split, SPLITS[split]);
    const records = images.map((image, at) => recordOf(image, Math.floor(at / 10) % SHADES));
    await writeFile(join(folder, `${split}.bin`), Buffer.concat(records));
  }
  const fine = shapes.classes.flatMap((name) =>
    Array.from({ length: SHADES }, (_, shade) => `${name}-${shade}`),
  );
  await writeFile(join(folder, 'fine_label_names.txt'), `${fine.join('\n')}\n`);
  await writeFile(join(folder, 'coarse_label_names.txt'), `${shapes.classes.join('\n')}\n`);
}

/** A coarse label, a fine label, and red, green and blue values apart. */
function recordOf({ label, pixels }: ShapesImage, shade: number): Buffer {
  const record = Buffer.alloc(2 + pixels.length);
  record.set([label, label * SHADES + shade]);
  for (const [at, value] of pixels.entries()) {
    const [pixel, channel] = [Math.floor(at / 3), at % 3];
    record[2 + channel * 1024 + pixel] = isFrame(pixel) ? 25 * shade : value;
  }
  return record;
}

/** Whether a pixel lies in the frame, two wide, of an image of 32 × 32. */
function isFrame(pixel: number): boolean {
  const [row, column] = [Math.floor(pixel / 32), pixel % 32];
  return Math.min(row, column, 31 - row, 31 - column) < 2;
}
