import { expect, test } from 'vitest';
import { deriveSeed, SeededRandom } from './random.ts';

test('the generator gives the numbers of another implementation of xoshiro128**', () => {
  // From the tests of Rust's rand_xoshiro, which has them from the authors' C program.
  const random = new SeededRandom(Uint32Array.of(1, 2, 3, 4));
  const numbers = Array.from({ length: 10 }, () => random.nextUint32());
  expect(numbers).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
    4258142804,
  ]);
});

test('derived seeds are what Python computes from SHA-256 and JSON', () => {
  expect(deriveSeed(7)).toBe(989699928);
  expect(deriveSeed(7, 'member', 1)).toBe(558573644);
  expect(deriveSeed(7, 'member', 2)).toBe(1267173109);
});

test('neighbouring seeds and paths give unrelated streams', () => {
  const firsts = new Set<number>();
  for (let seed = 0; seed < 50; seed++) {
    for (let member = 0; member < 50; member++) {
      firsts.add(SeededRandom.from(seed, 'member', member).nextUint32());
    }
  }
  expect(firsts.size).toBe(2500);
});

test('below gives every number about equally often, and none outside', () => {
  const random = SeededRandom.from(1);
  const counts = new Uint32Array(7);
  for (let draw = 0; draw < 70_000; draw++) counts[random.below(7)]!++;
  // 10,000 expected of each; the standard deviation is 93.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  expect(counts.reduce((sum, count) => sum + count)).toBe(70_000);
});

test('below is fair for counts that do not divide 2^32', () => {
  const random = SeededRandom.from(3);
  let lowest = 0;
  for (let draw = 0; draw < 9000; draw++) if (random.below(3 * 2 ** 30) < 2 ** 30) lowest++;
  // A third, 3,000, is expected; the plain remainder would give half of all.
  expect(Math.abs(lowest - 3000)).toBeLessThan(300);
});

test('uniform stays inside its bounds and has their mean', () => {
  const random = SeededRandom.from(2);
  const values = Array.from({ length: 10_000 }, () => random.uniform(-2, 4));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
  expect(Math.max(...values)).toBeLessThan(4);
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  expect(mean).toBeCloseTo(1, 0.5);
});
