import type { Dataset } from '@chorus/data';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chooseImages, type ShapesImage } from './choose-images.ts';

const SIZE = 28;
const SPLITS = [
  ['train', 'train', 6000],
  ['test', 't10k', 1000],
] as const;

/** Writes grey pictures of 28 × 28 in the files of MNIST: four IDX files, compressed with gzip. */
export async function writeDigits(shapes: Dataset, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [split, name, samples] of SPLITS) {
    const images = chooseImages(shapes, split, samples);
    const pixels = Buffer.concat(images.map(greyMiddle));
    const labels = Buffer.from(images.map(({ label }) => label));
    const counts = [images.length, SIZE, SIZE];
    await write(join(folder, `${name}-images-idx3-ubyte.gz`), counts, pixels);
    await write(join(folder, `${name}-labels-idx1-ubyte.gz`), [images.length], labels);
  }
}

async function write(path: string, sizes: readonly number[], bytes: Buffer): Promise<void> {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 0x08, sizes.length]); // 08: unsigned bytes
  for (const [at, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * at);
  await writeFile(path, gzipSync(Buffer.concat([header, bytes])));
}

/** The middle of an image of 32 × 32 as grey values: the mean of its channels. */
function greyMiddle({ pixels }: ShapesImage): Buffer {
  const grey = Buffer.alloc(SIZE * SIZE);
  for (const at of grey.keys()) {
    const [row, column] = [Math.floor(at / SIZE) + 2, (at % SIZE) + 2];
    const [red, green, blue] = pixels.subarray(3 * (32 * row + column));
    grey[at] = Math.round((red! + green! + blue!) / 3);
  }
  return grey;
}
