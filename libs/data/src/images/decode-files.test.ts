import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { imageOf, plainPng, writeFiles } from '../testing/image-files.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openImageFolder } from './open-image-folder.ts';
import { readImage } from './read-image.ts';
import { FEWEST_FOR_THREADS } from './threads/image-threads.ts';

const SIZE = { height: 24, width: 24 };
const COUNT = FEWEST_FOR_THREADS + 50;
let jpegs: Buffer[];

beforeAll(async () => {
  jpegs = await Promise.all(
    Array.from({ length: 7 }, async (_, kind) => {
      const size = { height: 50 + kind, width: 60 };
      const length = size.height * size.width * 3;
      const values = Uint8Array.from({ length }, (_, at) => (at * (kind + 3)) >> 6);
      return (await imageOf(values, size)).jpeg({ progressive: kind === 6 }).toBuffer();
    }),
  );
});

/** Two classes of files enough for threads: JPEG of the usual kind, progressive ones, and PNG among them. */
async function manyFiles(): Promise<string> {
  const folder = await temporaryFolder();
  const files: Record<string, Buffer> = { 'a/100.png': await plainPng([9, 8, 7]) };
  for (let index = 0; index < COUNT; index++) {
    files[`${index % 2 === 0 ? 'a' : 'b'}/${1000 + index}.jpg`] = jpegs[index % jpegs.length]!;
  }
  await writeFiles(folder, files);
  return folder;
}

test('what threads decode is in its order, and what is read alone, as in a later prediction', async () => {
  const folder = await manyFiles();
  const { splits, preparation } = await openImageFolder(folder, { size: SIZE });
  const pieces = await Array.fromAsync(splits.train.read());
  const values = Buffer.concat(pieces.map((piece) => piece.values as Uint8Array));
  const inOrder = [
    'a/100.png',
    ...Array.from({ length: COUNT }, (_, index) => index)
      .sort((one, other) => (one % 2) - (other % 2))
      .map((index) => `${index % 2 === 0 ? 'a' : 'b'}/${1000 + index}.jpg`),
  ];
  const alone = await Promise.all(
    inOrder.map((name) => readImage(join(folder, name), preparation)),
  );
  expect(values.equals(Buffer.concat(alone))).toBe(true);
});

test('what is wrong with one of many files is said by its name', async () => {
  const folder = await manyFiles();
  const path = join(folder, 'b/1101.jpg');
  const whole = await readFile(path);
  const dataset = await openImageFolder(folder, { size: SIZE });
  await utimes(path, 0, 0);
  await expect(Array.fromAsync(dataset.splits.train.read())).rejects.toThrow(
    /b\/1101\.jpg was changed while it was read/,
  );
  await writeFile(path, whole.subarray(0, whole.length - 90));
  const cut = await openImageFolder(folder, { size: SIZE });
  await expect(Array.fromAsync(cut.splits.train.read())).rejects.toThrow(
    `1 of ${COUNT + 1} files cannot be read as images: b/1101.jpg is a damaged or cut-off JPEG file`,
  );
});

test('reading many files can be left, and cancelled', async () => {
  const folder = await manyFiles();
  const { splits } = await openImageFolder(folder, { size: SIZE });
  for await (const piece of splits.train.read()) {
    expect(piece.labels.length).toBeGreaterThan(0);
    break;
  }
  await expect(Array.fromAsync(splits.train.read(AbortSignal.abort()))).rejects.toMatchObject({
    code: 'cancelled',
  });
});
