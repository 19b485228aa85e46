import { expect, test } from 'vitest';
import { rankRows, type UnrankedRow } from './leaderboard.ts';

function row(name: string, members: number, validation?: number): UnrankedRow {
  return {
    kind: 'first',
    name,
    members: Array.from({ length: members }, (_, index) => index + 1),
    ...(validation !== undefined && { validation: { accuracy: validation, nll: 1 } }),
    test: { accuracy: 1, nll: 1 },
    trainSeconds: 1,
    parameters: 1,
    weightBytes: 4,
  };
}

test('on the front is what nothing with as few members beats on the validation samples', () => {
  const rows = [row('one', 1, 0.8), row('other', 1, 0.7), row('two', 2, 0.8), row('all', 3, 0.9)];
  const front = rankRows(rows, []).rows.filter(({ onFront }) => onFront);
  expect(front.map(({ name }) => name)).toEqual(['one', 'all']);
});

test('equals stand beside each other', () => {
  const { rows } = rankRows([row('sum', 2, 0.8), row('vote', 2, 0.8)], null);
  expect(rows.map(({ onFront }) => onFront)).toEqual([true, true]);
});

test('without validation samples nothing is, whatever the test figures', () => {
  expect(rankRows([row('one', 1)], null).rows[0]!.onFront).toBe(false);
});
