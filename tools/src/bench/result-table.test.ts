import { expect, test } from 'vitest';
import { formatResults } from './result-table.ts';
import { atLeast } from './target.ts';

test('the table has each row’s figures beside its target, and whether it is reached', () => {
  const table = formatResults([
    {
      row: {
        work: 'workers',
        title: 'two / one',
        figure: ['two workers', 'membersPerHour'],
        target: atLeast(1.9),
      },
      values: [1.5, 1.95, 12.34],
      median: 1.95,
      reached: true,
    },
    {
      row: { work: 'overhead', title: 'added', figure: ['Chorus run', 'percent'], unit: '%' },
      values: [4],
      median: 4,
      reached: undefined,
    },
  ]);
  expect(table.split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
    ['min', 'median', 'max', 'target'],
    ['two / one', '1.50', '1.95', '12.3', '≥ 1.9', 'reached'],
    ['added, %', '4.00', '4.00', '4.00'],
  ]);
});
