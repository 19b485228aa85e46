import type { ChorusError } from '@chorus/proto';
import { beforeEach, expect, test } from 'vitest';
import { Roster } from './roster.ts';
import type { WorkerSession } from './worker-session.ts';

let roster: Roster;
beforeEach(() => {
  roster = new Roster();
});

/** A connection that notes by which code it was ended. */
function connect(incarnation: number, known?: number): WorkerSession & { ended: string[] } {
  const worker = { workerId: 'gpu-box', incarnation };
  const ended: string[] = [];
  const disconnect = ({ code }: ChorusError) => ended.push(code);
  const session = { worker, ended, disconnect } as unknown as WorkerSession & { ended: string[] };
  roster.connect(session, known === undefined ? undefined : { ...worker, incarnation: known });
  return session;
}

test('a process that connects again replaces its connection, which may be made again', () => {
  const former = connect(1);
  const current = connect(1, 1);
  expect(roster.session('gpu-box')).toBe(current);
  expect([former.ended, current.ended]).toEqual([['unavailable'], []]);
});

test('a later process replaces an earlier one, which must not come back', () => {
  const former = connect(1);
  const current = connect(2, 1);
  expect(roster.session('gpu-box')).toBe(current);
  expect([former.ended, current.ended]).toEqual([['refused'], []]);
});

test('an earlier process replaces nobody, and is found until its connection has ended', () => {
  const current = connect(2);
  const earlier = connect(1, 2);
  expect(roster.session('gpu-box')).toBe(current);
  expect(roster.sessionOf(current.worker)).toBe(current);
  expect(roster.sessionOf(earlier.worker)).toBe(earlier);
  expect(roster.disconnect(earlier)).toBe(false);
  expect(roster.sessionOf(earlier.worker)).toBeUndefined();
  expect(current.ended).toEqual([]);
});

test('only the end of the newest connection is the end of the worker', () => {
  const former = connect(1);
  const current = connect(1, 1);
  expect(roster.disconnect(former)).toBe(false);
  expect(roster.session('gpu-box')).toBe(current);
  expect(roster.disconnect(current)).toBe(true);
  expect(roster.disconnect(current)).toBe(false);
  expect(roster.session('gpu-box')).toBeUndefined();
});
