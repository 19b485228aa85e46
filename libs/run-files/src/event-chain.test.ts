import type { RunEvent } from '@chorus/proto';
import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { CHAIN_START, checkChain, EventChain } from './event-chain.ts';

const PATH = 'events.jsonl';

function linesOfChain(): string[] {
  const chain = new EventChain();
  return [1, 2, 3, 4].map((sequence) => {
    const body = { type: 'predicting', member: sequence, attempt: 1 } as const;
    const event = chain.next({ sequence, timeMs: 5, runId: 'run-1', ...body });
    const line = JSON.stringify(event);
    chain.add(line);
    return line;
  });
}

function check(lines: readonly string[]) {
  return checkChain(
    PATH,
    lines.map((line) => ({ line, event: JSON.parse(line) as RunEvent })),
  );
}

test('CHAIN-1: each event holds the SHA-256 of the line before it', () => {
  const lines = linesOfChain();
  const digests = lines.map((line) => hash('sha256', line));
  expect(lines.map((line) => (JSON.parse(line) as RunEvent).previous)).toEqual([
    CHAIN_START,
    ...digests.slice(0, -1),
  ]);
  expect(check(lines)).toEqual(digests);
});

test('CHAIN-2: an event that had a place in a chain gets its place in another one', () => {
  const chain = new EventChain();
  const again = linesOfChain().map((line) => {
    const linked = JSON.stringify(
      chain.next({ ...(JSON.parse(line) as RunEvent), previous: 'old' }),
    );
    chain.add(linked);
    return linked;
  });
  expect(again).toEqual(linesOfChain());
});

test.for<[what: string, change: (lines: string[]) => void, named: number]>([
  [
    'a line that was altered',
    (lines) => (lines[1] = lines[1]!.replace('"attempt":1', '"attempt":2')),
    2,
  ],
  ['a line with a blank more', (lines) => (lines[1] = lines[1]!.replace(':', ': ')), 2],
  ['a line that is gone', (lines) => lines.splice(1, 1), 1],
  ['the first line gone', (lines) => lines.shift(), 1],
  ['lines that changed places', (lines) => lines.splice(1, 2, lines[2]!, lines[1]!), 1],
  ['a line that was put in', (lines) => lines.splice(2, 0, lines[1]!), 2],
  [
    'a digest that was altered',
    (lines) => (lines[2] = lines[2]!.replace(/"previous":"./, '"previous":"x')),
    2,
  ],
  ['a digest that is gone', (lines) => (lines[0] = lines[0]!.replace('previous', 'prevkous')), 1],
])('%s is found, with its number', ([, change, named]) => {
  const lines = linesOfChain();
  change(lines);
  expect(() => check(lines)).toThrow(new RegExp(`^${PATH}:${named}: `));
});

test('the events of an older version have no chain', () => {
  expect(
    check(linesOfChain().map((line) => line.replace(/"previous":"\w+",/, ''))),
  ).toBeUndefined();
});
