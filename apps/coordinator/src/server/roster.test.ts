import type { ChorusError } from '@chorus/proto';
import { beforeEach, expect, test } from 'vitest';
import * as script from '@chorus/scheduler/simulation';
import { ScriptedScheduler } from '@chorus/scheduler/simulation';
import type { SchedulerEvent } from '@chorus/scheduler';
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

test('a worker is shown as set aside while a run avoids it, and with that run', () => {
  const scheduler = new ScriptedScheduler();
  const joined = script.joined('gpu-box') as Extract<SchedulerEvent, { type: 'worker-joined' }>;
  const description = { hostname: 'h', backend: 'fake', devices: [], versions: {} };
  scheduler.happen(joined, script.submitted({ members: 4 }));
  roster.describe({ ...joined, description });
  const shownAt = (atMs: number) => roster.summaries(scheduler.state, atMs);
  expect(shownAt(0)).toMatchObject([{ state: 'ready', setAsideFor: [] }]);
  for (const member of [1, 2, 3]) scheduler.fail(member);
  expect(shownAt(0)).toMatchObject([{ state: 'set-aside', setAsideFor: ['r1'] }]);
  expect(shownAt(60_000)).toMatchObject([{ state: 'ready', setAsideFor: [] }]);
});
