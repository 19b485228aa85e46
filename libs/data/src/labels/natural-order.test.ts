import { expect, test } from 'vitest';
import { naturalOrder } from './natural-order.ts';

test.each([
  [['1', '2', '9', '10', '12', '100']],
  [['class 2', 'class 10', 'class 10b', 'class 11']],
  [['001', '01', '1', '002', '2']],
  [['Zebra', 'ant', 'zebra', 'Ünicode', '\u{ff5e}', '\u{1f408}']],
  [['', 'a', 'a0', 'a1', 'aa']],
  [['99999999999999999998', '99999999999999999999', '100000000000000000000']],
])('%j is in order, from whatever order it comes', (expected) => {
  for (const mixed of [expected.toReversed(), [...expected.slice(2), ...expected.slice(0, 2)]]) {
    expect(mixed.sort(naturalOrder)).toEqual(expected);
  }
});

test('only equal names are equal', () => {
  expect(naturalOrder('a1', 'a1')).toBe(0);
  expect(naturalOrder('a1', 'a01')).not.toBe(0);
});
