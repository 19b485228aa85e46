import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JpegOptions } from 'sharp';
import { describe, expect, test } from 'vitest';
import { imageOf } from '../../testing/image-files.ts';
import { runPython } from '../../testing/run-python.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import type { ImagePreparation, ImageSize } from '../image-preparation.ts';
import { cropCentre, scaledSize } from '../fit-size.ts';
import { loadSharp } from '../load-sharp.ts';
import { resizeBilinear } from '../resize-bilinear.ts';
import { JpegSampler, reductionOf } from './jpeg-sampler.ts';
import { readJpegStructure } from './jpeg-structure.ts';

/** Of 255: filters of other widths; a pixel that is out of place makes ten times as much. */
const NEARLY = 3.5;
const sampler = new JpegSampler();

function preparing(size: ImageSize, channels: 1 | 3 = 3): ImagePreparation {
  return { kind: 'images', size, fit: 'crop', channels, background: [255, 255, 255] };
}

/** Waves across and down: what is mirrored or turned is seen. */
async function waves(size: ImageSize, options: JpegOptions = {}, orientation = 1): Promise<Buffer> {
  const values: number[] = [];
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      values.push(128 + 90 * Math.sin(x / 13), 128 + 90 * Math.cos(y / 17), 90 + (x + y) / 20);
    }
  }
  const image = await imageOf(values, size);
  return image
    .withMetadata({ orientation })
    .jpeg({ quality: 92, ...options })
    .toBuffer();
}

/** How far values are, on average, from what the whole image gives that sharp decodes. */
async function distance(file: Buffer, values: Uint8Array, size: ImageSize): Promise<number> {
  const openWithSharp = await loadSharp();
  const { data, info } = await openWithSharp(file, { autoOrient: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const scaled = resizeBilinear(
    { values: data, width, height, channels },
    scaledSize(info, size, 'crop'),
  );
  const expected = cropCentre(scaled, size).values;
  expect(values).toHaveLength(expected.length);
  return meanDistance(values, expected);
}

function meanDistance(values: ArrayLike<number>, others: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += Math.abs(values[at]! - others[at]!);
  return sum / values.length;
}

describe('a sample is what a full decoder and a bilinear filter give, nearly', () => {
  test.each([
    [
      'colours at half the size, to a quarter',
      { height: 256, width: 256 },
      { height: 64, width: 64 },
      {},
    ],
    ['to a half', { height: 128, width: 130 }, { height: 64, width: 64 }, {}],
    ['to an eighth and less', { height: 1000, width: 700 }, { height: 40, width: 40 }, {}],
    [
      'all colours',
      { height: 200, width: 300 },
      { height: 50, width: 50 },
      { chromaSubsampling: '4:4:4' },
    ],
    ['no whole units', { height: 131, width: 259 }, { height: 30, width: 20 }, {}],
    [
      'its own codes',
      { height: 256, width: 256 },
      { height: 60, width: 62 },
      { optimiseCoding: true },
    ],
  ] as const)('%s', async (_, from, to, options) => {
    const file = await waves(from, options);
    const sample = sampler.sample(file, preparing(to))!;
    expect(await distance(file, sample, to)).toBeLessThan(NEARLY);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('turned by the EXIF orientation %i', async (orientation) => {
    const file = await waves({ height: 128, width: 192 }, {}, orientation);
    const size = { height: 40, width: 30 };
    expect(await distance(file, sampler.sample(file, preparing(size))!, size)).toBeLessThan(NEARLY);
  });

  test('grey', async () => {
    const openWithSharp = await loadSharp();
    const image = await openWithSharp(await waves({ height: 128, width: 128 }), {})
      .toColourspace('b-w')
      .jpeg()
      .toBuffer();
    const size = { height: 32, width: 32 };
    const sample = sampler.sample(image, preparing(size, 1))!;
    const inThree = sampler.sample(image, preparing(size))!;
    expect(inThree).toEqual(
      Uint8Array.from({ length: 3 * sample.length }, (_, at) => sample[Math.floor(at / 3)]!),
    );
    expect(await distance(image, inThree, size)).toBeLessThan(NEARLY);
  });
});

test('files of other kinds, and samples that are not so much smaller, are left to others', async () => {
  const size = { height: 256, width: 256 };
  const progressive = await waves(size, { progressive: true });
  expect(readJpegStructure(progressive)).toBeUndefined();
  const file = await waves(size);
  expect(readJpegStructure(file)).toMatchObject({ ...size, orientation: 1, restartInterval: 0 });
  expect(sampler.sample(file, preparing({ height: 129, width: 60 }))).toBeUndefined();
  expect(reductionOf(size, preparing({ height: 128, width: 60 }))).toBe(2);
  expect(reductionOf(size, preparing({ height: 32, width: 32 }))).toBe(8);
  expect(reductionOf({ height: 2, width: 70_000 }, preparing({ height: 1, width: 1 }))).toBe(2);
});

test('a file that is cut off, or whose codes mean nothing, gives no sample', async () => {
  const file = await waves({ height: 128, width: 128 });
  const preparation = preparing({ height: 32, width: 32 });
  expect(sampler.sample(file, preparation)).toBeDefined();
  for (const length of [2, 20, 300, file.length - 200, file.length - 2]) {
    expect(sampler.sample(file.subarray(0, length), preparation), `${length}`).toBeUndefined();
  }
  const { scanOffset } = readJpegStructure(file)!;
  const ones = Buffer.from(file);
  for (let at = scanOffset; at < scanOffset + 40; at += 2) ones.writeUInt16BE(0xff00, at);
  expect(sampler.sample(ones, preparation)).toBeUndefined();
  const short = Buffer.concat([file.subarray(0, scanOffset + 60), Buffer.from([0xff, 0xd9])]);
  expect(sampler.sample(short, preparation)).toBeUndefined();
});

const WRITE_WITH_PILLOW = `
import sys
import numpy as np
from PIL import Image
y, x = np.mgrid[0:150, 0:230]
image = Image.fromarray(np.stack([128 + 90 * np.sin(x / 13), 128 + 90 * np.cos(y / 17), 90 + (x + y) / 20], axis=-1).astype(np.uint8))
kinds = dict(restart_blocks=dict(restart_marker_blocks=3), restart_rows=dict(restart_marker_rows=1), sampling_422=dict(subsampling=1),
    sampling_420=dict(subsampling=2), sampling_444=dict(subsampling=0), optimized=dict(optimize=True), low=dict(quality=20))
for name, options in kinds.items():
    image.save(f'{sys.argv[1]}/{name}.jpg', **{'quality': 90, **options})
    again = Image.open(f'{sys.argv[1]}/{name}.jpg').resize((46, 30), Image.BILINEAR)
    np.asarray(again).tofile(f'{sys.argv[1]}/{name}.jpg.values')
`;

test(
  'files of many kinds are as Pillow decodes and scales them, nearly',
  async (context) => {
    const folder = await temporaryFolder();
    await runPython(context, WRITE_WITH_PILLOW, folder);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
    expect(names).toHaveLength(7);
    for (const name of names) {
      const file = await readFile(join(folder, name));
      const sample = sampler.sample(file, preparing({ height: 30, width: 46 }));
      const values = await readFile(join(folder, `${name}.values`));
      expect(sample, name).toHaveLength(values.length);
      expect(meanDistance(sample!, values), name).toBeLessThan(NEARLY);
    }
  },
  PYTHON_SETUP_TIMEOUT_MS,
);
