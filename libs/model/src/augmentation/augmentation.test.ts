import { SeededRandom } from '@chorus/data';
import { preparePythonEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import * as tf from '@tensorflow/tfjs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { startWasm } from '../backends/wasm/start-wasm.ts';
import { augmentationOf, type AugmentationSettings } from './augmentation.ts';

const NONE: AugmentationSettings = {
  flip: 'none',
  shift: 0,
  cropRatio: [3 / 4, 4 / 3],
  brightness: 0,
  contrast: 0,
  cutout: 0,
  mixup: 0,
};
const ALL: AugmentationSettings = {
  ...{ flip: 'random', shift: 3, cropScale: [0.2, 0.9], cropRatio: [0.5, 2] },
  ...{ brightness: 0.4, contrast: 0.3, cutout: 4, mixup: 0.6 },
};
const SHAPE = [7, 9, 2] as const;
const SAMPLES = { shape: SHAPE, classes: 3, zero: [-0.5, -1.25] };
const rows = Uint32Array.from({ length: 40 }, (_, place) => (place * 37) % 101);

function augmenting(changes: Partial<AugmentationSettings>, samples = SAMPLES) {
  return augmentationOf({ ...NONE, ...changes }, samples)!;
}

/** What one augmentation does to pictures whose pixels count from 0, [samples][values]. */
function pixelsOf(changes: Partial<AugmentationSettings>, drawn: number[][], shape: number[]) {
  const size = shape.reduce((product, side) => product * side, 1);
  const values = drawn.flatMap(() => Array.from({ length: size }, (_, place) => place));
  return tf.tidy(() => {
    const batch = {
      samples: tf.tensor(values, [drawn.length, ...shape]),
      labels: tf.zeros<tf.Rank.R1>([drawn.length], 'int32'),
    };
    const augmentation = augmenting(changes, { shape: shape as never, classes: 2, zero: [0] });
    const { samples } = augmentation.apply(batch, tf.tensor2d(drawn));
    return (samples.reshape([drawn.length, size]) as tf.Tensor2D).arraySync();
  });
}

beforeAll(async () => {
  await startWasm();
});

describe('random numbers', () => {
  test('of a sample are a function of seed, epoch and row, whichever others there are', () => {
    const augmentation = augmenting(ALL);
    const { columns } = augmentation;
    const all = augmentation.draw(5, 3, rows);
    const alone = augmentation.draw(5, 3, rows.subarray(17, 18));
    expect(alone).toEqual(all.subarray(17 * columns, 18 * columns));
    expect(augmentation.draw(5, 4, rows.subarray(17, 18))).not.toEqual(alone);
    expect(augmentation.draw(6, 3, rows.subarray(17, 18))).not.toEqual(alone);
    expect(augmentation.draw(5, 3, rows.subarray(18, 19))).not.toEqual(alone);
  });

  test('of one augmentation do not depend on which others are done', () => {
    const { columns, draw } = augmenting(ALL);
    const all = draw(5, 3, rows);
    const cutout = augmenting({ cutout: 4 }).draw(5, 3, rows);
    const mixup = augmenting({ mixup: 0.6 }).draw(5, 3, rows);
    for (let sample = 0; sample < rows.length; sample++) {
      const own = all.subarray(sample * columns, (sample + 1) * columns);
      expect(own.subarray(9, 11)).toEqual(cutout.subarray(sample * 2, sample * 2 + 2));
      expect(own.subarray(11)).toEqual(mixup.subarray(sample, sample + 1));
    }
  });

  test('mirror half of the samples, drawn anew in each epoch', () => {
    const many = Uint32Array.from({ length: 4000 }, (_, row) => row);
    const flips = [1, 2].map((epoch) => {
      const drawn = augmenting({ flip: 'random' }).draw(1, epoch, many);
      return many.map((row) => drawn[row * 3]!);
    });
    const share = (values: Uint32Array) => values.reduce((sum, value) => sum + value, 0) / 4000;
    expect(share(flips[0]!)).toBeCloseTo(0.5, 1);
    expect(share(flips[0]!.map((flip, row) => flip ^ flips[1]![row]!))).toBeCloseTo(0.5, 1);
  });

  test('mirror, alternating, half of the samples in the first epoch, and then each in every other one', () => {
    const flips = [1, 2, 3, 4].map((epoch) => {
      const drawn = augmenting({ flip: 'alternating' }).draw(1, epoch, rows);
      return [...rows].map((_, place) => drawn[place * 3]!);
    });
    expect(new Set(flips[0])).toEqual(new Set([0, 1]));
    expect(flips[1]).toEqual(flips[0]!.map((flip) => 1 - flip));
    expect(flips[2]).toEqual(flips[0]);
    expect(flips[3]).toEqual(flips[1]);
  });

  test('shift by every number of pixels up to the setting', () => {
    const many = Uint32Array.from({ length: 1000 }, (_, row) => row);
    const drawn = augmenting({ shift: 2 }).draw(1, 1, many);
    const shifts = new Set([...many].map((row) => drawn.subarray(row * 3 + 1, row * 3 + 3).join()));
    expect(shifts.size).toBe(25);
    expect(Math.max(...drawn)).toBe(2);
    expect(Math.min(...drawn)).toBe(-2);
  });

  test('crop parts of the area and form that the settings allow, within the picture', () => {
    const many = Uint32Array.from({ length: 500 }, (_, row) => row);
    const drawn = augmenting({ cropScale: [0.3, 0.6], cropRatio: [0.8, 1.2] }).draw(1, 1, many);
    for (const row of many) {
      const crop = drawn.subarray(row * 7 + 3, row * 7 + 7);
      const [top, rowStep, left, columnStep] = crop as unknown as [number, number, number, number];
      const [height, width] = [rowStep * SHAPE[0], columnStep * SHAPE[1]];
      expect(height * width).toBeGreaterThan(0.299 * 63);
      expect(height * width).toBeLessThan(0.601 * 63);
      expect(width / height).toBeGreaterThan(0.799);
      expect(width / height).toBeLessThan(1.201);
      expect(top - (rowStep - 1) / 2).toBeGreaterThanOrEqual(-1e-6);
      expect(left - (columnStep - 1) / 2 + width).toBeLessThanOrEqual(SHAPE[1] + 1e-5);
    }
  });

  test('of mixup have the variance of the beta distribution, and leave each sample the larger share', () => {
    const many = Uint32Array.from({ length: 20_000 }, (_, row) => row);
    for (const alpha of [0.01, 0.2, 1]) {
      const drawn = augmenting({ mixup: alpha }).draw(1, 1, many);
      const variance = drawn.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / drawn.length;
      expect(variance).toBeCloseTo(1 / (4 * (2 * alpha + 1)), 2);
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0.5);
    }
  });
});

describe('pixels', () => {
  test('are mirrored from left to right', () => {
    expect(pixelsOf({ flip: 'random' }, [[1, 0, 0]], [2, 3, 1])).toEqual([[2, 1, 0, 5, 4, 3]]);
  });

  test('that a shift uncovers are mirrored at the edge, which is not repeated', () => {
    const row = [1, 5, 1];
    expect(pixelsOf({ shift: 2 }, [[0, 0, 2]], row)).toEqual([[2, 1, 0, 1, 2]]);
    expect(pixelsOf({ shift: 2 }, [[0, 0, -2]], row)).toEqual([[2, 3, 4, 3, 2]]);
    expect(pixelsOf({ shift: 2 }, [[0, -1, 0]], [3, 1, 1])).toEqual([[1, 2, 1]]);
    expect(pixelsOf({ shift: 2 }, [[1, 0, 2]], row)).toEqual([[2, 1, 0, 1, 2].reverse()]);
  });

  test('within a square become zero, also where it lies across the edge', () => {
    const pixels = pixelsOf({ cutout: 2 }, [[-1, 1], [1, 2]], [3, 3, 1]); // prettier-ignore
    expect(pixels).toEqual([
      [0, 0, 0, 3, 4, 5, 6, 7, 8],
      [0, 1, 2, 3, 4, 0, 6, 7, 0],
    ]);
  });

  test('get brighter from black on, and more contrast around their mean', () => {
    expect(pixelsOf({ brightness: 0.5 }, [[1.5]], [1, 3, 1])).toEqual([[0, 1.5, 3]]);
    expect(pixelsOf({ contrast: 0.5 }, [[0.5]], [1, 3, 1])).toEqual([[0.5, 1, 1.5]]);
  });
});

test('samples that are no pictures may be mixed, and nothing else', () => {
  const table = { shape: [4], classes: 2, zero: [0] };
  expect(augmentationOf({ ...NONE, mixup: 0.3 }, table)).toBeDefined();
  expect(augmentationOf(NONE, table)).toBeUndefined();
  for (const change of [
    { shift: 1 },
    { flip: 'random' },
    { cutout: 2 },
    { contrast: 0.1 },
  ] as const) {
    expect(() => augmentationOf({ ...NONE, ...change }, table)).toThrow(
      expect.objectContaining({ code: 'bad-model' }),
    );
  }
});

test('a batch of one sample is mixed with itself', () => {
  const samples = tf.tensor2d([[1, 2]]);
  const labels = tf.tensor1d([1], 'int32');
  const augmentation = augmentationOf(
    { ...NONE, mixup: 0.3 },
    { shape: [2], classes: 2, zero: [] },
  );
  const mixed = augmentation!.apply({ samples, labels }, tf.tensor2d([[0.7]]));
  expect(mixed.samples.arraySync()).toEqual([[1, 2]]);
  expect(mixed.targets!.arraySync()).toEqual([[0, 1]]);
});

describe('NumPy makes the same of the same random numbers', () => {
  const script = fileURLToPath(new URL('../testing/augment.py', import.meta.url));
  const random = SeededRandom.from(7);
  const size = SHAPE[0] * SHAPE[1] * SHAPE[2];
  const values = Float32Array.from({ length: rows.length * size }, () => random.below(256) / 128);
  const labels = Int32Array.from(rows, (row) => row % 3);

  test.for<[string, Partial<AugmentationSettings>]>([
    ['flips', { flip: 'random' }],
    ['shifts', { shift: 6 }],
    ['crops', { cropScale: [0.1, 1] }],
    ['brightness', { brightness: 0.5 }],
    ['contrast', { contrast: 0.5 }],
    ['cutout', { cutout: 5 }],
    ['mixup', { mixup: 0.4 }],
    ['all of them', ALL],
  ])('%s', { timeout: PYTHON_SETUP_TIMEOUT_MS }, async ([, changes], context) => {
    const { python, reason } = await preparePythonEnvironment();
    if (python === undefined) return context.skip(reason);
    const settings = { ...NONE, ...changes };
    const augmentation = augmenting(changes);
    const { columns } = augmentation;
    const drawn = augmentation.draw(11, 2, rows);
    const { samples, targets } = tf.tidy(() => {
      const batch = {
        samples: tf.tensor(values, [rows.length, ...SHAPE]),
        labels: tf.tensor1d(labels, 'int32'),
      };
      const after = augmentation.apply(batch, tf.tensor2d(drawn, [rows.length, columns]));
      return { samples: after.samples.dataSync(), targets: after.targets?.dataSync() };
    });
    const batch = tf.tensor(values, [rows.length, ...SHAPE]).arraySync();
    const numbers = [...rows].map((_, sample) =>
      byKind(settings, [...drawn.subarray(sample * columns, (sample + 1) * columns)]),
    );
    const input = { settings, drawn: numbers, samples: batch, labels: [...labels], classes: 3 };
    const answer = execFileSync(python, [script], {
      input: JSON.stringify({ ...input, black: SAMPLES.zero }),
      maxBuffer: 2 ** 26,
    });
    const expected = JSON.parse(answer.toString()) as { samples: number[]; targets: number[] };
    const largest = (one: ArrayLike<number>, other: readonly number[]) =>
      Math.max(...other.map((value, place) => Math.abs(value - one[place]!)));
    expect(largest(samples, expected.samples)).toBeLessThan(2e-6);
    expect(samples).not.toEqual(values);
    if (targets) expect(largest(targets, expected.targets)).toBeLessThan(1e-6);
  });
});

/** A sample's numbers by what they are for. */
function byKind(settings: AugmentationSettings, drawn: number[]) {
  const { flip, shift, cropScale, brightness, contrast, cutout, mixup } = settings;
  const moves = flip !== 'none' || shift > 0 || cropScale !== undefined;
  const [flipped, ...shifted] = moves ? drawn.splice(0, 3) : [0, 0, 0];
  return {
    ...{ flip: flipped, shift: shifted },
    crop: cropScale ? drawn.splice(0, 4) : [],
    brightness: brightness > 0 ? drawn.shift() : 1,
    contrast: contrast > 0 ? drawn.shift() : 1,
    cutout: cutout > 0 ? drawn.splice(0, 2) : [],
    mixup: mixup > 0 ? drawn.shift() : 1,
  };
}
