import { expect, test } from 'vitest';
import { requireRoom } from './waiting-limits.ts';

const MOST = { runs: 3, members: 100 };
const run = (members: number, hasEnded = false) => ({ members: { length: members }, hasEnded });

test.each([
  ['a first run, however large', [], 100],
  ['the last member that there is room for', [run(60)], 40],
  ['beside runs that have ended', [run(100, true), run(100, true), run(100, true)], 100],
])('%s is taken', (_, runs, members) => {
  expect(() => requireRoom(runs, members, MOST)).not.toThrow();
});

test('more members than may wait are refused for now, with what would help', () => {
  expect(() => requireRoom([run(60), run(1)], 40, MOST)).toThrow(
    expect.objectContaining({
      code: 'unavailable',
      message:
        "61 members of 2 runs wait or train here, and 40 more are too many: submit it again when some have ended; 'chorus cancel' ends one",
    }),
  );
});

test('more runs than may wait are refused, however small', () => {
  expect(() => requireRoom([run(1), run(1), run(1)], 1, MOST)).toThrow(
    /^3 runs wait or train here/,
  );
});
