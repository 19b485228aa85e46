import { expect, test } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import { oneByOne } from './one-by-one.ts';

/** Doubles numbers, several at once: that one of them is odd shows only when some after it are under way. */
async function* doubled(numbers: readonly number[]): AsyncGenerator<number> {
  for (let start = 0; start < numbers.length; start += 8) {
    const group = numbers.slice(start, start + 8);
    if (group.some((number) => number < 0)) throw new DatasetError('storage', `${group}`);
    for (const number of group) yield 2 * number;
  }
}

test('each item has its own result or its own error, in order', async () => {
  const numbers = Array.from({ length: 300 }, (_, at) =>
    [5, 6, 150, 299].includes(at) ? -at : at,
  );
  const results = await Array.fromAsync(oneByOne(numbers, doubled));
  const told = results.map((result) => (result instanceof DatasetError ? result.message : result));
  expect(told).toEqual(numbers.map((number) => (number < 0 ? String(number) : 2 * number)));
});

test('what is no fault of the data ends it', async () => {
  const failing = async function* (): AsyncGenerator<number> {
    throw new TypeError('a defect');
  };
  await expect(Array.fromAsync(oneByOne([1], failing))).rejects.toThrow('a defect');
});
