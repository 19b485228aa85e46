import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { balancedWeights, crossEntropy } from './cross-entropy.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('balanced weights make each class count alike, and a sample 1 on average', () => {
  const labels = Int32Array.of(0, 0, 0, 2, 2, 0);
  const weights = balancedWeights(labels, 3);
  expect(weights).toEqual([6 / 12, 1, 6 / 6]);
  const [first, second] = [0, 2].map(
    (label) => labels.filter((each) => each === label).length * weights[label]!,
  );
  expect(first).toBe(second);
});

test('a sample that belongs to two classes weighs what the two do, each by its share', () => {
  const logits = tf.zeros<tf.Rank.R2>([1, 2]);
  const loss = crossEntropy({ classWeights: [1, 5] })(logits, tf.tensor2d([[0.25, 0.75]]));
  expect(loss.dataSync()[0]).toBeCloseTo(Math.log(2) * 4, 5);
});
