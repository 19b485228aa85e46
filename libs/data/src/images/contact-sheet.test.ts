import { expect, test } from 'vitest';
import { contactSheet, SHEET_CLASSES } from './contact-sheet.ts';
import { loadSharp } from './load-sharp.ts';

const RGB = { shape: [8, 16, 3], type: 'uint8' } as const;

async function decode(png: Buffer) {
  const openWithSharp = await loadSharp();
  return openWithSharp(png, {}).removeAlpha().raw().toBuffer({ resolveWithObject: true });
}

test('each class has a row of its samples, enlarged by a whole number', async () => {
  const samples = [0, 1, 1].map((label) => ({
    label,
    values: Uint8Array.from({ length: 8 * 16 * 3 }, (_, at) => (at % 3 === label ? 255 : 0)),
  }));
  const png = await contactSheet({ classes: ['<cat> & "dog"', 'b'], sample: RGB }, samples);
  const { data, info } = await decode(png);
  expect(info).toMatchObject({ width: 360, height: 2 * (18 + 48 + 6) });
  const pixel = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * 3).subarray(0, 3),
  ];
  expect(pixel(6, 18)).toEqual([255, 0, 0]);
  expect(pixel(6 + 95, 18 + 47)).toEqual([255, 0, 0]);
  expect(pixel(6 + 96, 18)).toEqual([255, 255, 255]);
  expect(pixel(6 + 96 + 6, 72 + 18)).toEqual([0, 255, 0]);
  const name = data.subarray(0, 17 * info.width * 3);
  expect(name.some((value) => value < 128)).toBe(true);
});

test('fractions, one channel, and a class without samples are drawn; the sheet is bounded', async () => {
  const sample = { shape: [2, 2, 1], type: 'float32' } as const;
  const samples = Array.from({ length: 40 }, () => ({
    label: 0,
    values: Float32Array.of(-1, 0, 0.5, 1),
  }));
  const classes = Array.from({ length: 50 }, (_, label) => `class ${label}`);
  const { data, info } = await decode(await contactSheet({ classes, sample }, samples));
  expect(info).toMatchObject({ width: 6 + 10 * 102, height: SHEET_CLASSES * 120 + 24 });
  expect(data[(18 * info.width + 6) * 3]).toBe(0);
  expect(data[((18 + 95) * info.width + 6 + 95) * 3]).toBe(255);
});

test('samples that are no pictures are refused', async () => {
  const sample = { shape: [5], type: 'float32' } as const;
  await expect(contactSheet({ classes: ['a', 'b'], sample }, [])).rejects.toThrow(
    'samples of 5 are no pictures and cannot be drawn',
  );
});
