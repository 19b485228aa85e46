import type { Decision } from '@chorus/audit';
import { expect, test } from 'vitest';
import { MOST_KINDS, Repetitions, WHOLE } from './repetitions.ts';

const HOUR_MS = 3_600_000;

const refused = (change: Partial<Decision> = {}): Decision => ({
  ...{ action: 'ListRuns', by: { name: 'anybody' }, from: '10.0.0.7:1', outcome: 'refused' },
  ...{ reason: 'no certificate was shown', atMs: 0, ...change },
});

test('the first ones of a kind are whole, the others are counted, and told once with the last of them', () => {
  const repetitions = new Repetitions();
  // What a peer makes up, and its port, make no other kind.
  const admitted = Array.from({ length: 10 }, (_, index) =>
    repetitions.admit(
      refused({ reason: `why ${index}`, subject: `${index}`, from: `10.0.0.7:${index}` }),
    ),
  );
  expect(admitted.filter(Boolean)).toHaveLength(WHOLE);
  expect(repetitions.takeDue(HOUR_MS - 1)).toEqual([]);
  expect(repetitions.takeDue(HOUR_MS)).toMatchObject([{ reason: 'why 9', repeated: 10 - WHOLE }]);
  expect(repetitions.takeAll()).toEqual([]);
  expect(repetitions.admit(refused({ atMs: HOUR_MS }))).toBe(true);
});

test.each<[string, Partial<Decision>]>([
  ['another action', { action: 'CancelRun' }],
  ['another caller', { by: { role: 'worker', name: 'gpu-box' } }],
  ['another address', { from: '10.0.0.8:1' }],
  ['what is allowed', { outcome: 'allowed' }],
])('%s is another kind', (_, change) => {
  const repetitions = new Repetitions();
  for (let done = 0; done < 10; done++) repetitions.admit(refused());
  expect(repetitions.admit(refused(change))).toBe(true);
});

test('strangers of all addresses together are bounded, and take no room from those who are known', () => {
  const repetitions = new Repetitions();
  const whole = Array.from({ length: 10_000 }, (_, index) =>
    repetitions.admit(refused({ from: `10.1.${index >> 8}.${index & 255}:1` })),
  );
  expect(whole.filter(Boolean)).toHaveLength(MOST_KINDS.strangers);
  expect(repetitions.admit(refused({ by: { role: 'viewer', name: 'eve' } }))).toBe(true);
  expect(repetitions.takeAll()).toMatchObject([{ repeated: 10_000 - MOST_KINDS.strangers }]);
});
