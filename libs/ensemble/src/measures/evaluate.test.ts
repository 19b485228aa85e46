import { expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';

test('loss is the mean of minus log of the own class, accuracy the share of right arg max', () => {
  const predictions = Float32Array.of(0.75, 0.25, 0.5, 0.5, 0.125, 0.875); // [3, 2]
  const { loss, accuracy } = evaluate(predictions, Int32Array.of(0, 1, 1), 2);
  expect(loss).toBeCloseTo(-(Math.log(0.75) + Math.log(0.5) + Math.log(0.875)) / 3, 12);
  expect(accuracy).toBeCloseTo(2 / 3, 12); // of equal values the first counts
});

test('a probability of zero costs what Keras makes of it', () => {
  const { loss } = evaluate(Float32Array.of(1, 0), Int32Array.of(1), 2);
  expect(loss).toBeCloseTo(-Math.log(1e-7), 12);
});

test('labels above 255 are those classes', () => {
  const predictions = Float32Array.from({ length: 600 }, (_, at) => Number(at % 300 === 299));
  expect(evaluate(predictions, Int32Array.of(299, 299), 300).accuracy).toBe(1);
  expect(evaluate(predictions, Int32Array.of(299, 43), 300).accuracy).toBe(0.5);
});

test('predictions that do not fit the labels are refused', () => {
  expect(() => evaluate(new Float32Array(5), Int32Array.of(0, 1), 2)).toThrow(
    /5 predictions are not whole rows of 2/,
  );
});
