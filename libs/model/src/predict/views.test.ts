import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startWasm } from '../backends/wasm/start-wasm.ts';
import { logitsOfViews, type Views } from './views.ts';

beforeAll(async () => {
  await startWasm();
});

const [HEIGHT, WIDTH] = [3, 4];

/** The views that are predicted of a picture whose pixels count from 0, and the mean that their logits make. */
function viewsOf(views: Views) {
  const seen: number[][] = [];
  const picture = tf.range(0, HEIGHT * WIDTH).reshape([1, HEIGHT, WIDTH, 1]);
  const logits = logitsOfViews(views, picture, (image) => {
    seen.push([...image.dataSync()]);
    // The weight of a view shows in the digit of its own.
    return tf.tensor2d([[10 ** -(seen.length - 1)]]);
  });
  return { seen, logits: logits.dataSync()[0]! };
}

const PLAIN = [
  [0, 1, 2, 3],
  [4, 5, 6, 7],
  [8, 9, 10, 11],
];
const LOWER_RIGHT = [
  [5, 4, 5, 6],
  [1, 0, 1, 2],
  [5, 4, 5, 6],
];
const UPPER_LEFT = [
  [5, 6, 7, 6],
  [9, 10, 11, 10],
  [5, 6, 7, 6],
];
const mirrored = (rows: number[][]) => rows.map((row) => row.toReversed());

test('without views a picture is predicted as it is', () => {
  expect(viewsOf('none')).toEqual({ seen: [PLAIN.flat()], logits: 1 });
});

test('with its mirror image, both count the same', () => {
  const { seen, logits } = viewsOf('mirror');
  expect(seen).toEqual([PLAIN, mirrored(PLAIN)].map((rows) => rows.flat()));
  expect(logits).toBeCloseTo(1.1 / 2, 6);
});

test('with shifts there are six, of which the two unshifted ones count half', () => {
  const { seen, logits } = viewsOf('mirror-and-shifts');
  const views = [PLAIN, LOWER_RIGHT, UPPER_LEFT].flatMap((rows) => [rows, mirrored(rows)]);
  expect(seen).toEqual(views.map((rows) => rows.flat()));
  expect(logits).toBeCloseTo(1.1 / 4 + 0.011_11 / 8, 6);
});
