import { expect, test } from 'vitest';
import { fingerprint } from '../fingerprint.ts';
import { SeededRandom } from '../random.ts';
import { FIGURE_REACH, FIGURES } from './figures.ts';
import { generateShapes } from './generate.ts';
import { SHAPES_SHA256 } from './open.ts';

const dataset = generateShapes();

test('shapes has the same bytes on every machine and in every version of the same difficulty', () => {
  // Changes with anything in shapes/, the constants in render.ts first of all.
  expect(dataset.sha256).toBe(SHAPES_SHA256);
  expect(fingerprint(dataset)).toBe(dataset.sha256);
});

test('shapes says that it is synthetic, and names its ten classes', () => {
  expect(dataset.synthetic).toBe(true);
  expect(new Set(dataset.classes).size).toBe(10);
  expect(dataset.sample).toEqual({ shape: [32, 32, 3], type: 'uint8' });
});

test.each(['train', 'test'] as const)('every class of the %s set is equally frequent', (name) => {
  const { values, labels } = dataset[name];
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label]!++;
  expect(counts).toEqual(new Array(10).fill(name === 'train' ? 600 : 200));
  expect(values).toHaveLength(labels.length * 3072);
});

test('no image is there twice, so that the test set is new to who has trained', () => {
  const seen = new Set<string>();
  for (const { values } of [dataset.train, dataset.test]) {
    for (let start = 0; start < values.length; start += 3072) {
      seen.add(Buffer.from(values.subarray(start, start + 3072)).toString('latin1'));
    }
  }
  expect(seen.size).toBe(8000);
});

test('the mean colour does not give a class away', () => {
  const sums = new Float64Array(10);
  const { values, labels } = dataset.train;
  values.forEach((value, at) => (sums[labels[Math.floor(at / 3072)]!]! += value));
  const means = sums.map((sum) => sum / (600 * 3072));
  // Each mean is over 600 images; those of single images differ by far more.
  expect(Math.max(...means) - Math.min(...means)).toBeLessThan(8);
});

test.each(FIGURES)('a $name lies within its reach, and fills a fair part of it', ({ inside }) => {
  const random = SeededRandom.from(1);
  let hits = 0;
  for (let draw = 0; draw < 20_000; draw++) {
    const [x, y] = [random.uniform(-2, 2), random.uniform(-2, 2)];
    if (!inside(x, y)) continue;
    hits++;
    expect(x * x + y * y).toBeLessThanOrEqual(FIGURE_REACH * FIGURE_REACH);
  }
  const area = (16 * hits) / 20_000;
  expect(area).toBeGreaterThan(0.8);
  expect(area).toBeLessThan(3);
});
