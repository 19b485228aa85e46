import { expect, test } from 'vitest';
import { fileCircles } from './file-circles.ts';
import { readSources } from './read-sources.ts';

test('no file imports itself by way of others, not even for a type', () => {
  const sources = readSources('{apps,libs,tools,deploy}/**/*.{ts,tsx,js}');
  expect(sources.size).toBeGreaterThan(500);
  expect(fileCircles(sources)).toEqual([]);
});

test('a circle is found in every form of import, and named from file to file', () => {
  const files = new Map([
    ['a/main.ts', "import { one } from './one.ts';"],
    ['a/one.ts', "export type { Two } from '../b/two.ts';"],
    ['b/two.ts', "import type { One } from '../a/one.ts'; await import('./three.ts');"],
    ['b/three.ts', "import 'node:fs'; import './gone.ts';"],
  ]);
  expect(fileCircles(files)).toEqual([['a/one.ts', 'b/two.ts', 'a/one.ts']]);
});
