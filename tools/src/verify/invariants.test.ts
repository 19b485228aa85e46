import { expect, test } from 'vitest';
import { invariantFaults } from './invariants.ts';
import { readSources } from './read-sources.ts';

test('every invariant of the repository has an id of its own, and a test that names it', () => {
  const files = readSources('{apps,libs,tools,docs}/**/*.{ts,tsx,md}');
  expect(files.size).toBeGreaterThan(500);
  expect(invariantFaults(files)).toEqual([]);
});

test('an id that two files state, and one that no test names, are faults', () => {
  const files = new Map([
    ['docs/architecture.md', '| C1  | Nothing is lost. |\n| C2  | Nothing comes twice. |\n'],
    [
      'libs/a/src/ledger.ts',
      '/**\n * C1: nothing is lost.\n * X1: it waits.\n * WAIT-1: it ends.\n */',
    ],
    [
      'libs/b/src/queue.ts',
      '/**\n * C1: nothing is lost.\n * X1: it is short.\n */\n/** WAIT-1: not here. */',
    ],
    ['libs/b/src/queue.test.ts', "test('C1, X1: it is short', () => {});"],
  ]);
  expect(invariantFaults(files)).toEqual([
    'X1 is stated more than once: libs/a/src/ledger.ts, libs/b/src/queue.ts',
    'C2 is named by no test',
    'WAIT-1 is named by no test',
  ]);
});
