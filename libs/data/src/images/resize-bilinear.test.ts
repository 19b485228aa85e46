import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { expect, test } from 'vitest';
import { runPython } from '../testing/run-python.ts';
import type { Pixels } from './pixels.ts';
import { resizeBilinear } from './resize-bilinear.ts';

const values = Uint8Array.from({ length: 11 * 14 * 3 }, (_, at) => (at * at * 7) % 256);
const pixels: Pixels = { values, height: 11, width: 14, channels: 3 };

const PILLOW = `
import json, sys
import numpy as np
from PIL import Image
values = np.array([(at * at * 7) % 256 for at in range(11 * 14 * 3)], np.uint8).reshape(11, 14, 3)
sizes = [(5, 7), (3, 14), (11, 2), (1, 1), (25, 31), (10, 13)]
print(json.dumps([dict(height=h, width=w, values=np.asarray(Image.fromarray(values).resize((w, h), Image.BILINEAR)).ravel().tolist()) for h, w in sizes]))
`;

test(
  'an image is scaled as Pillow scales it, but for the rounding',
  async (context) => {
    const scaled = JSON.parse(await runPython(context, PILLOW)) as {
      readonly height: number;
      readonly width: number;
      readonly values: number[];
    }[];
    for (const { height, width, values: expected } of scaled) {
      const own = resizeBilinear(pixels, { height, width });
      expect(own).toMatchObject({ height, width, channels: 3 });
      expect(own.values).toHaveLength(expected.length);
      const furthest = Math.max(...expected.map((value, at) => Math.abs(value - own.values[at]!)));
      expect(furthest, `${height} × ${width}`).toBeLessThanOrEqual(1);
    }
  },
  PYTHON_SETUP_TIMEOUT_MS,
);

test('an image of the right size stays as it is', () => {
  expect(resizeBilinear(pixels, { height: 11, width: 14 })).toBe(pixels);
});
