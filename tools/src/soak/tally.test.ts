import { expect, test } from 'vitest';
import { Tally } from './tally.ts';

test('a run that ends badly is held against every fault that it met, its results counted once', () => {
  const tally = new Tally(['cut', 'killed', 'frozen']);
  tally.add({ injected: ['cut', 'killed'], lost: 0 });
  expect(tally.hasLoss).toBe(false);
  tally.add({ injected: ['killed', 'frozen', 'cut'], lost: 2, problem: 'other results' });
  tally.add({ injected: ['cut'], lost: 0 });
  expect(tally.hasLoss).toBe(true);
  expect(tally.render()).toBe(
    [
      'fault                injected  survived  results lost',
      'cut                         3         2             2',
      'killed                      2         1             2',
      'frozen                      1         0             2',
      '3 runs, 2 undamaged         6         3             2',
      '',
    ].join('\n'),
  );
});

test('a run whose results are right and which ended badly all the same is a loss', () => {
  const tally = new Tally([]);
  tally.add({ injected: [], lost: 0, problem: 'a worker ended by itself' });
  expect(tally.hasLoss).toBe(true);
});
