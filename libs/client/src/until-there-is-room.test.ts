import { ChorusError } from '@chorus/proto';
import { expect, test } from 'vitest';
import { boundedPauseMs, untilThereIsRoom } from './until-there-is-room.ts';

const busy = () => new ChorusError('unavailable', 'it is full', { retryAfterMs: 0 });

test('what there is no room for is done again, and why it waits is said once', async () => {
  const failures = [busy(), busy(), busy()];
  const notes: string[] = [];
  const action = async () => {
    const failure = failures.pop();
    if (failure) throw failure;
    return 'done';
  };
  expect(await untilThereIsRoom(action, { note: (message) => notes.push(message) })).toBe('done');
  expect(notes).toEqual(['waits: it is full']);
});

test('what fails for another reason is not done again, nor what is no longer wanted', async () => {
  const gone = new ChorusError('unavailable', 'nobody answers');
  await expect(untilThereIsRoom(() => Promise.reject(gone))).rejects.toBe(gone);
  const signal = AbortSignal.abort();
  const full = untilThereIsRoom(() => Promise.reject(busy()), { signal });
  await expect(full).rejects.toMatchObject({ name: 'AbortError' });
});

test.for([
  [0, 100],
  [500, 500],
  [2 ** 40, 60_000],
] as const)(
  'a coordinator that asks to come again in %d ms is asked in %d',
  ([wished, bounded]) => {
    expect(boundedPauseMs(wished)).toBe(bounded);
  },
);
