import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageOf, noiseJpeg, plainImage, plainPng } from '../testing/image-files.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { UnreadableImage } from './image-header.ts';
import type { ImagePreparation } from './image-preparation.ts';
import { readImage } from './read-image.ts';

const WHITE = [255, 255, 255] as const;
const SMALL: ImagePreparation = {
  kind: 'images',
  size: { height: 1, width: 1 },
  fit: 'crop',
  channels: 3,
  background: WHITE,
};

/** The values of an image of one colour: one pixel tells all. */
async function pixel(file: Buffer, preparation: Partial<ImagePreparation> = {}): Promise<number[]> {
  return [...(await readImage(file, { ...SMALL, ...preparation }))];
}

test('colours become RGB, or grey where all training images are', async () => {
  const red = await plainPng([200, 100, 50]);
  expect(await pixel(red)).toEqual([200, 100, 50]);
  expect(await pixel(red, { channels: 1 })).toEqual([124]);
});

test('grey becomes RGB where other training images have colours', async () => {
  const grey = await (await plainImage([77])).toColourspace('b-w').png().toBuffer();
  expect(await pixel(grey)).toEqual([77, 77, 77]);
  expect(await pixel(grey, { channels: 1 })).toEqual([77]);
});

test('transparent pixels are laid over the background', async () => {
  const half = await plainPng([200, 100, 0, 51]);
  expect(await pixel(half)).toEqual([244, 224, 204]);
  expect(await pixel(half, { background: [0, 0, 0] })).toEqual([40, 20, 0]);
});

test.each([
  ['wide', { height: 2, width: 40 }],
  ['high', { height: 40, width: 2 }],
  ['one pixel', { height: 1, width: 1 }],
  ['a line of pixels', { height: 1, width: 30_000 }],
])('an image that is %s covers the size', async (_, size) => {
  const values = await pixel(await plainPng([9, 8, 7], size), { size: { height: 16, width: 12 } });
  expect(values).toHaveLength(16 * 12 * 3);
  expect(values.slice(0, 3)).toEqual([9, 8, 7]);
  expect(values.slice(-3)).toEqual([9, 8, 7]);
});

test('what is cropped is the middle', async () => {
  const size = { height: 2, width: 6 };
  const file = await (await imageOf([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], size)).png().toBuffer();
  expect(await pixel(file, { size: { height: 2, width: 2 }, channels: 1 })).toEqual([2, 3, 2, 3]);
});

test('the EXIF orientation is applied: the left edge of a turned photograph is its top', async () => {
  const file = await (
    await imageOf([10, 20, 30, 40, 50, 60], { height: 2, width: 3 })
  )
    .withMetadata({ orientation: 6 })
    .png()
    .toBuffer();
  const values = await pixel(file, { size: { height: 3, width: 2 }, channels: 1 });
  expect(values).toEqual([40, 10, 50, 20, 60, 30]);
});

test('a file that is cut off is noticed, also where what is missing would be cropped away', async () => {
  const whole = await noiseJpeg({ height: 400, width: 40 });
  const preparation = { size: { height: 40, width: 40 } };
  await expect(pixel(whole, preparation)).resolves.toHaveLength(4800);
  const cut = whole.subarray(0, Math.floor(whole.length * 0.9));
  await expect(pixel(cut, preparation)).rejects.toThrow('is a damaged or cut-off JPEG file');
});

test('the pixel limit holds before anything is decoded', async () => {
  const file = await plainPng([1, 2, 3], { height: 40, width: 50 });
  await expect(readImage(file, SMALL, 1999)).rejects.toThrow(
    'has 40 × 50 pixels, more than the limit of 1,999',
  );
  await expect(readImage(file, SMALL, 2000)).resolves.toHaveLength(3);
});

test('mutated images give values or the one error', async () => {
  const files = [
    await plainPng([1, 2, 3, 4], { height: 9, width: 9 }),
    await noiseJpeg({ height: 24, width: 24 }),
    await (await plainImage([1, 2, 3])).webp().toBuffer(),
    await (await plainImage([1, 2, 3])).gif().toBuffer(),
    await (await plainImage([1, 2, 3])).tiff().toBuffer(),
  ];
  let seed = 1;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let round = 0; round < 400; round++) {
    const file = Buffer.from(files[round % files.length]!);
    for (let change = 0; change <= random(4); change++) file[random(file.length)] = random(256);
    const cut = random(3) === 0 ? file.subarray(0, random(file.length)) : file;
    const outcome = await readImage(
      cut,
      { ...SMALL, size: { height: 3, width: 5 } },
      1_000_000,
    ).catch((reason: unknown) => reason);
    if (outcome instanceof Uint8Array) expect(outcome).toHaveLength(45);
    else expect(outcome).toBeInstanceOf(UnreadableImage);
  }
});

test('an image is read by its path, too, and named when it cannot be', async () => {
  const folder = await temporaryFolder();
  const [good, bad] = [join(folder, 'good.png'), join(folder, 'bad.png')];
  await writeFile(good, await plainPng([1, 2, 3]));
  await writeFile(bad, '<html>');
  expect([...(await readImage(good, SMALL))]).toEqual([1, 2, 3]);
  const problem = { code: 'corrupt', message: `${bad} is an HTML page, not an image` };
  await expect(readImage(bad, SMALL)).rejects.toMatchObject(problem);
  await expect(readImage(join(folder, 'no.png'), SMALL)).rejects.toMatchObject({ code: 'missing' });
  await expect(readImage(folder, SMALL)).rejects.toMatchObject({ code: 'storage' });
});
