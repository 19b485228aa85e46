import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageOf } from '../testing/image-files.ts';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { ImagePreparation, Resize } from './image-preparation.ts';
import { readImage } from './read-image.ts';

/** Of 255, on average: filters of other widths; an image that is a pixel out of place makes more. */
const NEARLY = 2;

function preparing(preparation: Partial<ImagePreparation>): ImagePreparation {
  return {
    ...{ kind: 'images', size: { height: 40, width: 60 }, fit: 'crop', channels: 3 },
    background: [10, 200, 30],
    ...preparation,
  };
}

/** Waves, wide and high, as PNG and as a JPEG so large that it is decoded reduced; and what Pillow makes of them. */
const WRITE = `
import json, sys
import numpy as np
from PIL import Image, ImageOps
folder, size, colour = sys.argv[1], (60, 40), (10, 200, 30)
B = Image.Resampling.BILINEAR
rules = dict(
    crop=lambda image: ImageOps.fit(image, size, method=B),
    pad=lambda image: ImageOps.pad(image, size, method=B, color=colour),
    stretch=lambda image: image.resize(size, B))
written = []
for form, (width, height) in dict(wide=(360, 120), high=(120, 240), small=(20, 10), thin=(90, 18)).items():
    y, x = np.mgrid[:height, :width]
    values = np.stack([128 + 90 * np.sin(x / 23), 128 + 90 * np.cos(y / 17), 60 + (x + y) / 4], -1).astype(np.uint8)
    image = Image.fromarray(values)
    for extension in ('png', 'jpg'):
        image.save(f'{folder}/{form}.{extension}', quality=95)
        for fit, rule in rules.items():
            values = np.asarray(rule(Image.open(f'{folder}/{form}.{extension}')))
            assert values.shape == (40, 60, 3)
            values.tofile(f'{folder}/{form}.{extension}.{fit}')
            written.append([f'{form}.{extension}', fit])
print(json.dumps(written))
`;

test(
  'crop, pad and stretch give what ImageOps.fit, ImageOps.pad and resize of Pillow give, nearly',
  async (context) => {
    const folder = await temporaryFolder();
    const written = JSON.parse(await runPython(context, WRITE, folder)) as [string, Resize][];
    expect(written).toHaveLength(24);
    for (const [name, fit] of written) {
      // What is cropped is enlarged by sharp, by another rule.
      if (fit === 'crop' && !/wide|high/.test(name)) continue;
      const values = await readImage(await readFile(join(folder, name)), preparing({ fit }));
      const expected = await readFile(join(folder, `${name}.${fit}`));
      expect(values).toHaveLength(expected.length);
      const sum = values.reduce((total, value, at) => total + Math.abs(value - expected[at]!), 0);
      expect(sum / values.length, `${name}, ${fit}`).toBeLessThan(NEARLY);
    }
  },
  PYTHON_SETUP_TIMEOUT_MS,
);

/** One row of pixels of 5, 100 and 250. */
async function row(preparation: Partial<ImagePreparation>): Promise<number[]> {
  const image = await imageOf([5, 100, 250], { height: 1, width: 3 });
  const file = await image.png().toBuffer();
  return [...(await readImage(file, preparing({ channels: 1, ...preparation })))];
}

test('around what is padded is the background, grey where samples are; an odd row more is below', async () => {
  const values = await row({ size: { height: 4, width: 3 }, fit: 'pad' });
  const around = Math.round(0.299 * 10 + 0.587 * 200 + 0.114 * 30);
  const line = [around, around, around];
  expect(values).toEqual([...line, 5, 100, 250, ...line, ...line]);
});

test('colours are padded with the colours of the background', async () => {
  const image = await imageOf([1, 2, 3], { height: 1, width: 1 });
  const file = await image.png().toBuffer();
  const size = { height: 1, width: 3 };
  const values = await readImage(file, preparing({ size, fit: 'pad' }));
  expect([...values]).toEqual([10, 200, 30, 1, 2, 3, 10, 200, 30]);
});

test('what is stretched keeps nothing out, whatever its proportions are', async () => {
  expect(await row({ size: { height: 2, width: 3 }, fit: 'stretch' })).toEqual([
    5, 100, 250, 5, 100, 250,
  ]);
  expect(await row({ size: { height: 30, width: 1 }, fit: 'stretch' })).toHaveLength(30);
});

test('an image of the right size is the same by each rule', async () => {
  for (const fit of ['crop', 'pad', 'stretch'] as const) {
    expect(await row({ size: { height: 1, width: 3 }, fit })).toEqual([5, 100, 250]);
  }
});
