import { describe, expect, test } from 'vitest';
import { describeFailure, FAILURES, REPORTED_FAILURES, reportedFailure } from './failures.ts';

const kinds = Object.entries(FAILURES);

describe('what a worker says of a failure', () => {
  test.each(kinds.filter(([, { foundBy }]) => foundBy === 'worker'))('%s is believed', (kind) => {
    expect(reportedFailure(kind)).toBe(kind);
    expect(REPORTED_FAILURES).toContain(kind);
  });

  test.each([
    ...kinds.filter(([, { foundBy }]) => foundBy === 'coordinator').map(([kind]) => kind),
    'gremlins',
    'toString',
  ])('%s, which it cannot know of, is a crash', (kind) => {
    expect(reportedFailure(kind)).toBe('trainer-crashed');
  });
});

test.each(['gremlins', 'toString'])('%s, of a newer version, is shown by its name', (kind) => {
  expect(describeFailure(kind)).toEqual({ title: kind, remedy: '' });
});

test('a kind that blames a worker is one that a worker reports, and people are told what to do', () => {
  for (const [kind, { blames, foundBy, remedy }] of kinds) {
    if (blames) expect([kind, foundBy, remedy !== '']).toEqual([kind, 'worker', true]);
  }
});
