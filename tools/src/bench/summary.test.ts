import { expect, test } from 'vitest';
import { formatTable, median, medianRatio } from './summary.ts';

test('the median is the middle value, or the mean of the two in the middle', () => {
  expect(median([3, 1, 10])).toBe(3);
  expect(median([10, 1, 2, 3])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});

test('ratios are taken within each round', () => {
  const fast = { name: 'fast', stepMs: [10, 100, 10] };
  const slow = { name: 'slow', stepMs: [20, 200, 30] };
  expect(medianRatio(slow, fast)).toBe(2);
});

test('the table has a row per contender and a ratio for every pair', () => {
  const table = formatTable([
    { name: 'Keras', stepMs: [10, 12] },
    { name: 'tfjs-node', stepMs: [20, 24] },
  ]);
  expect(table.split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
    ['min ms', 'median', 'max', '÷ Keras', '÷ tfjs-node'],
    ['Keras', '10.0', '11.0', '12.0', '1.00', '0.50'],
    ['tfjs-node', '20.0', '22.0', '24.0', '2.00', '1.00'],
  ]);
});
