import { expect, test } from 'vitest';
import { SampleDraws, STREAMS } from './sample-draws.ts';

function numbersOf(kind: keyof typeof STREAMS, count: number): number[] {
  const draws = new SampleDraws(5, 3);
  draws.row = 7;
  draws.begin(kind);
  return Array.from({ length: count }, () => draws.next());
}

// Computed in Python from the definition: Philox of [block, kind, row, epoch] by a key of the seed's SHA-256.
test('the numbers of a seed, an epoch and a row stay what they are', () => {
  expect(numbersOf('brightness', 6)).toEqual([
    0.9313430786132812, 0.6491351127624512, 0.6453872919082642, 0.013277888298034668,
    0.17322778701782227, 0.14883220195770264,
  ]);
  expect(numbersOf('contrast', 1)).toEqual([0.5896074771881104]);
});

test('each kind has numbers of its own', () => {
  const kinds = Object.keys(STREAMS) as (keyof typeof STREAMS)[];
  expect(new Set(kinds.map((kind) => numbersOf(kind, 1)[0])).size).toBe(kinds.length);
});

test('a kind that is begun again has the same numbers, in another epoch others', () => {
  const draws = new SampleDraws(5, 3);
  const first = (epoch?: number) => {
    draws.begin('flip', epoch);
    return draws.next();
  };
  expect(first()).toBe(first());
  expect(first(0)).not.toBe(first());
});
