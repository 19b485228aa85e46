import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { AUDIT_START, linesOf, parseLine } from './audit-line.ts';
import { checkAuditLog } from './check-audit-log.ts';
import type { Decision } from './decision.ts';

const decision = (subject: string): Decision => ({
  ...{ action: 'CancelRun', by: { name: 'anybody' }, outcome: 'allowed', atMs: 0, subject },
});

function linesWritten(subjects: readonly string[], after = AUDIT_START): string[] {
  return linesOf(subjects.map(decision), after).text.trimEnd().split('\n');
}

const written = () => linesWritten(['run 1', 'run 2', 'run 3', 'run 4', 'run 5']);

const placeOf = (line: string) => ({
  sequence: parseLine(line)!.sequence,
  sha256: hash('sha256', line),
});

/** A line that somebody has changed who computes its digests as well. */
function forged(line: string, change: (text: string) => string): string {
  const text = change(line.replace(/,"sha256".*/, ''));
  return `${text},"sha256":"${hash('sha256', text)}"}`;
}

const otherSubject = (text: string) => text.replace('"run ', '"run 9');

function check(lines: readonly string[], expected?: ReturnType<typeof placeOf>) {
  const read = lines.map((line) => ({ sha256: hash('sha256', line), entry: parseLine(line) }));
  return checkAuditLog({ lines: read, cutOffBytes: 0 }, expected);
}

test('a log that nobody has touched is one chain, and its head stands for it', () => {
  const lines = written();
  const head = placeOf(lines[4]!);
  expect(check(lines, head)).toEqual({ entries: 5, head, cutOffBytes: 0 });
  expect(check([])).toEqual({ entries: 0, head: AUDIT_START, cutOffBytes: 0 });
});

type Change = (lines: string[]) => void;

test.for<[what: string, change: Change, kind: string, line: number]>([
  ['a word', (lines) => (lines[1] = otherSubject(lines[1]!)), 'altered', 2],
  ['a blank more', (lines) => (lines[1] = lines[1]!.replace(':', ': ')), 'altered', 2],
  ['a word of the last line', (lines) => (lines[4] = otherSubject(lines[4]!)), 'altered', 5],
  ['garbage in its place', (lines) => (lines[2] = 'x'), 'altered', 3],
  [
    'a word, with its digest',
    (lines) => (lines[1] = forged(lines[1]!, otherSubject)),
    'altered',
    2,
  ],
  [
    'the digest of the line before, with its own',
    (lines) =>
      (lines[2] = forged(lines[2]!, (text) =>
        text.replace(/"previous":"..../, '"previous":"0000'),
      )),
    'altered',
    3,
  ],
  ['the first line', (lines) => lines.shift(), 'removed', 1],
  ['one of them', (lines) => lines.splice(2, 1), 'removed', 3],
  ['several', (lines) => lines.splice(1, 3), 'removed', 2],
  ['one that is behind', (lines) => lines.splice(1, 0, lines.splice(3, 1)[0]!), 'moved', 2],
  ['one that is before', (lines) => lines.splice(3, 0, lines.splice(1, 1)[0]!), 'moved', 2],
  ['two neighbours', (lines) => lines.splice(2, 2, lines[3]!, lines[2]!), 'moved', 3],
  ['the last ones', (lines) => lines.splice(3, 2, lines[4]!, lines[3]!), 'moved', 4],
  ['the first one to the end', (lines) => lines.push(lines.shift()!), 'moved', 1],
  ['a copy of what is before', (lines) => lines.splice(3, 0, lines[0]!), 'inserted', 4],
  ['a copy at the end', (lines) => lines.push(lines[1]!), 'inserted', 6],
  ['a copy of what is behind', (lines) => lines.splice(1, 0, lines[3]!), 'inserted', 2],
  ['garbage', (lines) => lines.splice(1, 0, 'x'), 'inserted', 2],
  ['an empty line', (lines) => lines.splice(1, 0, ''), 'inserted', 2],
  [
    'an entry in the right place',
    (lines) => lines.splice(2, 0, ...linesWritten(['run 6'], placeOf(lines[1]!))),
    'inserted',
    3,
  ],
  [
    'an entry behind the right one',
    (lines) => lines.splice(3, 0, ...linesWritten(['run 6'], placeOf(lines[1]!))),
    'inserted',
    4,
  ],
])('LINE-2: %s: %s is named', ([, change, kind, line]) => {
  const lines = written();
  change(lines);
  expect(check(lines).damage).toMatchObject({ kind, line });
});

test('an end that was cut off is one chain, and is noticed by who has kept the head', () => {
  const lines = written();
  const head = placeOf(lines[4]!);
  expect(check(lines.slice(0, 3))).not.toHaveProperty('damage');
  expect(check(lines.slice(0, 3), head).damage).toEqual({
    kind: 'cut',
    text: 'entry 5 is not there: the end was cut off, behind entry 3',
  });
  expect(check([], head).damage).toMatchObject({ kind: 'cut' });
});

test('a log that was written anew is one chain, and is noticed by who has kept a head of it, while entries are added', () => {
  const head = placeOf(written()[2]!);
  expect(check(written(), head)).not.toHaveProperty('damage');
  const anew = linesWritten(['run 1', 'another', 'run 3', 'run 4', 'run 5']);
  expect(check(anew)).not.toHaveProperty('damage');
  expect(check(anew, head).damage).toMatchObject({ kind: 'rewritten' });
});
