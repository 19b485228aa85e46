import { expect, test } from 'vitest';
import { dense } from './layers/dense.ts';
import { dropout } from './layers/dropout.ts';
import { flatten } from './layers/flatten.ts';
import { Sequential } from './sequential.ts';

const network = (...dropouts: string[]) =>
  new Sequential(
    { network: 'test', input: 'images' },
    [2, 3, 1],
    [
      flatten({ name: 'flatten' }),
      ...dropouts.map((name, index) => dropout({ name, rate: 0.5, number: index + 1 })),
    ],
    dense({ name: 'output', units: 4, activation: 'softmax' }),
  );

test('each layer gets the shape of what comes before it, and the last has the classes', () => {
  const { layers, classes, weights, randomInputs } = network('first', 'second');
  expect(layers.map(({ outputShape }) => outputShape)).toEqual([[6], [6], [6], [4]]);
  expect(classes).toBe(4);
  expect(weights.map(({ name, shape }) => [name, ...shape])).toEqual([
    ['output/kernel', 6, 4],
    ['output/bias', 4],
  ]);
  expect(randomInputs.map(({ name }) => name)).toEqual(['first', 'second']);
});

test('two layers of one name, which would share weights and masks, are refused', () => {
  expect(() => network('first', 'first')).toThrow('two layers have the name first');
  expect(() => network('output')).toThrow('two layers have the name output');
});
