import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Sharp } from 'sharp';
import type { ImageSize } from '../images/image-preparation.ts';
import type { RawPiece, RawSplit } from '../sources/raw-dataset.ts';
import { loadSharp } from '../images/load-sharp.ts';

/** An image of these values, to be written in any format. */
export async function imageOf(
  values: ArrayLike<number>,
  { height, width }: ImageSize,
): Promise<Sharp> {
  const channels = (values.length / (height * width)) as 1 | 3 | 4;
  return (await loadSharp())(Uint8Array.from(values), { raw: { height, width, channels } });
}

/** An image of one colour, to be written in any format. */
export async function plainImage(
  colour: readonly number[],
  size: ImageSize = { height: 4, width: 6 },
): Promise<Sharp> {
  const pixels = size.height * size.width;
  return imageOf(Array.from({ length: pixels }, () => colour).flat(), size);
}

/** A PNG file of one colour. */
export async function plainPng(colour: readonly number[], size?: ImageSize): Promise<Buffer> {
  return (await plainImage(colour, size)).png().toBuffer();
}

/** Noise as a JPEG file: its bytes are spread evenly over its rows. */
export async function noiseJpeg(size: ImageSize): Promise<Buffer> {
  const length = size.height * size.width * 3;
  const values = Uint8Array.from({ length }, (_, index) => (index * index * 31) % 251);
  return (await imageOf(values, size)).jpeg({ quality: 95 }).toBuffer();
}

/** Writes files below a folder, by their paths from it. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, Buffer | string>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** All samples of a split, one after the other, and their labels. */
export async function readAll(split: RawSplit): Promise<{ values: number[]; labels: number[] }> {
  const pieces: RawPiece[] = [];
  for await (const piece of split.read()) pieces.push(piece);
  return {
    values: pieces.flatMap(({ values }) => [...values]),
    labels: pieces.flatMap(({ labels }) => [...labels]),
  };
}
