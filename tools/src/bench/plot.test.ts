import { expect, test } from 'vitest';
import { drawResults } from './plot.ts';
import type { RowResult } from './rounds.ts';
import { atMost } from './target.ts';

function result(title: string, values: readonly number[]): RowResult {
  const figure = ['Chorus run', 'seconds'] as const;
  const row = { work: 'ensemble', title, figure, target: atMost(0.5) } as const;
  return { row, values, median: values[0]!, reached: true };
}

const xOf = (svg: string) => [...svg.matchAll(/cx="(\d+)"/g)].map(([, x]) => Number(x));
const targetOf = (svg: string) => Number(/class="target" x1="(\d+)"/.exec(svg)![1]);

test('titles may hold what XML reserves', () => {
  expect(drawResults([result('a < b & c', [1])])).toContain('>a &lt; b &amp; c<');
});

test('a round at the target lies on the line, one below it at its left', () => {
  const svg = drawResults([result('epoch', [0.5, 0.25])]);
  const [onTarget, below] = xOf(svg);
  expect(onTarget).toBe(targetOf(svg));
  expect(below).toBeLessThan(targetOf(svg));
});

test('a round far beyond the target stays in the picture, and so does one below 0', () => {
  const [origin, end, atEnd, belowZero] = xOf(drawResults([result('epoch', [0, 1, 400, -3])]));
  expect(atEnd).toBe(end);
  expect(belowZero).toBe(origin);
});
