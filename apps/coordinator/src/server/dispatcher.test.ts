import { sampleFacts } from '@chorus/run-view/testing';
import type { CoordinatorMessageInput, Hello } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { RunFolder } from '@chorus/run-files';
import { status } from '@grpc/grpc-js';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ANYBODY } from '../journal/principal.ts';
import { MemoryJournal } from '../journal/journal.ts';
import type { JournalRecord } from '../journal/record.ts';
import { Run } from '../run/run.ts';
import { DatasetStore } from './dataset-store.ts';
import { Dispatcher } from './dispatcher.ts';
import { allOf } from '../observers/observer.ts';
import { WorkerSession, type WorkerCall } from './worker-session.ts';

const LOST_AFTER_MS = 10_000;

let folder: string;
let journal: MemoryJournal;
let warnings: string[];
let dispatcher: Dispatcher;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  folder = mkdtempSync(join(tmpdir(), 'chorus-dispatcher-'));
  journal = new MemoryJournal();
  dispatcher = startDispatcher();
});
afterEach(() => {
  vi.useRealTimers();
  dispatcher.close();
  rmSync(folder, { recursive: true });
});

function startDispatcher(): Dispatcher {
  warnings = [];
  const started = new Dispatcher({
    journal,
    datasets: new DatasetStore(folder),
    roomWaitMs: 0,
    lostAfterMs: LOST_AFTER_MS,
    folderOf: (runId) => new RunFolder(folder, runId),
    warn: (message) => warnings.push(message),
    observer: allOf([], () => {}),
    onFailure: (error) => expect.unreachable(error.message),
  });
  started.start();
  return started;
}

/** A run of two members that is open. */
function newRun(runId: string): Run {
  const run = new Run(
    runId,
    sampleConfig(),
    [{ seed: 7 }, { seed: 8 }],
    new RunFolder(folder, runId),
    true,
  );
  run.open({ labels: new Int32Array(100), samples: [], facts: sampleFacts() });
  return run;
}

/** A worker's connection, what it was told over it, and why it was ended. */
class Connection {
  readonly session: WorkerSession;
  readonly told: CoordinatorMessageInput[] = [];
  readonly errors: object[] = [];

  constructor(hello: Partial<Hello> = {}) {
    const stream = new PassThrough({ objectMode: true });
    stream.on('data', (message: CoordinatorMessageInput) => this.told.push(message));
    stream.on('error', (error) => this.errors.push(error));
    const defaults = { workerId: 'gpu-box', incarnation: 1, slots: 1, backend: 'tensorflow' };
    const empty = { protocolVersion: 1, hostname: '', devices: [], versions: {}, held: [] };
    const getAuthContext = () => ({});
    const call = Object.assign(stream, { getAuthContext }) as unknown as WorkerCall;
    this.session = new WorkerSession(call, { ...empty, ...defaults, ...hello });
  }

  get assigned(): unknown[] {
    return this.told.flatMap(({ assignment }) => assignment?.attempt ?? []);
  }
}

function joins(hello: Partial<Hello> = {}): Connection {
  const connection = new Connection(hello);
  dispatcher.join(connection.session);
  return connection;
}

/** Lets that many milliseconds pass, in which the coordinator looks at the time every second. */
async function pass(ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
    vi.advanceTimersByTime(1_000);
    dispatcher.tick();
    await turn();
  }
}

function stateOf(workerId = 'gpu-box'): string | undefined {
  return dispatcher.workers().find((worker) => worker.workerId === workerId)?.state;
}

type RecordOf<Type> = Extract<JournalRecord, { type: Type }>;

function recordsOf<Type extends JournalRecord['type']>(type: Type): RecordOf<Type>[] {
  return [...journal.records()].filter((record): record is RecordOf<Type> => record.type === type);
}

describe('a run', () => {
  test('C3, RUN-2: is submitted when it is on disk, not before', async () => {
    let answered = false;
    const submitted = dispatcher.submit(newRun('run-1'), ANYBODY).then(() => (answered = true));
    await Promise.resolve();
    expect([answered, recordsOf('run-submitted')]).toEqual([false, []]);
    await submitted;
    expect(recordsOf('run-submitted')).toHaveLength(1);
  });

  test('notes who trains it, also while it goes on', async () => {
    joins({ hostname: 'machine-1' });
    const run = newRun('run-1');
    await dispatcher.submit(run, ANYBODY);
    await pass(1_000);
    const description = JSON.parse(readFileSync(join(run.folder.path, 'run.json'), 'utf8'));
    expect(description.workers).toMatchObject({ 'gpu-box': { hostname: 'machine-1' } });
  });

  test('is planned as its configuration says', async () => {
    const run = newRun('run-1');
    const faults = { minMembers: 1, maxFailures: 5, backups: true };
    Object.assign(run.config.faults, faults);
    await dispatcher.submit(run, ANYBODY);
    const { plan, members } = recordsOf('run-submitted')[0]!;
    expect(plan).toEqual({ members: 2, epochs: 15, ...faults });
    expect(members).toEqual([{ seed: 7 }, { seed: 8 }]);
  });
});

describe('a worker', () => {
  test('is known by its kind of device', async () => {
    joins({ devices: [{ kind: 'gpu', name: 'NVIDIA H200', memoryBytes: 1 }] });
    await turn();
    expect(recordsOf('worker-joined')).toMatchObject([{ deviceKind: 'tensorflow: NVIDIA H200' }]);
  });

  test('that was started anew is not sent what its older process was to have', async () => {
    const older = joins({ incarnation: 1 });
    const submitted = dispatcher.submit(newRun('run-1'), ANYBODY);
    const newer = joins({ incarnation: 2 });
    await submitted;
    await turn();
    expect(older.assigned).toEqual([]);
    expect(newer.assigned).toEqual([{ runId: 'run-1', member: 1, attempt: 2 }]);
  });

  test('that has connected anew is not lost with its former connection', async () => {
    const former = joins();
    joins();
    dispatcher.disconnected(former.session);
    await turn();
    expect(stateOf()).toBe('ready');
    expect(former.errors).toMatchObject([{ details: 'the worker has connected anew' }]);
  });

  test('that was started earlier than the one that is here is refused, and harms nobody', async () => {
    const newer = joins({ incarnation: 2 });
    const older = joins({ incarnation: 1 });
    await turn();
    const details = expect.stringContaining('another --name');
    expect(older.errors).toMatchObject([{ code: status.FAILED_PRECONDITION, details }]);
    dispatcher.disconnected(older.session);
    await dispatcher.submit(newRun('run-1'), ANYBODY);
    await turn();
    expect([newer.errors, newer.assigned.length, older.assigned]).toEqual([[], 1, []]);
  });

  test('that is not known cannot be drained', async () => {
    await expect(dispatcher.drain('gpu-box', ANYBODY)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('time', () => {
  test('a worker that is silent is lost, and its connection ended; one that is heard is not', async () => {
    const silent = joins({ workerId: 'silent' });
    const heard = joins({ workerId: 'heard' });
    for (let seconds = 0; seconds < 9; seconds += 3) {
      await pass(3_000);
      dispatcher.heard(heard.session);
    }
    expect([stateOf('silent'), stateOf('heard')]).toEqual(['ready', 'ready']);
    await pass(1_000);
    expect([stateOf('silent'), stateOf('heard')]).toEqual([undefined, 'ready']);
    const reason = 'worker silent has not been heard from for 10 s';
    expect(silent.errors).toMatchObject([{ code: status.UNAVAILABLE, details: reason }]);
    expect(heard.errors).toEqual([]);
  });

  test('a worker whose connection broke has all the time to come back, however silent it was', async () => {
    const { session } = joins();
    await pass(8_000);
    dispatcher.disconnected(session);
    await pass(9_000);
    expect(stateOf()).toBe('away');
    await pass(1_000);
    expect(stateOf()).toBeUndefined();
  });

  test('in which the coordinator was busy is nobody’s silence: what waits is read first', async () => {
    const connected = joins({ workerId: 'connected' });
    const back = joins({ workerId: 'back' });
    await pass(1_000);
    dispatcher.disconnected(back.session);
    vi.advanceTimersByTime(60_000);
    dispatcher.tick();
    expect([stateOf('connected'), stateOf('back')]).toEqual(['ready', 'away']);
    joins({ workerId: 'back' });
    dispatcher.heard(connected.session);
    await pass(9_000);
    expect([stateOf('connected'), stateOf('back')]).toEqual(['ready', 'ready']);
    await pass(1_000);
    expect([stateOf('connected'), stateOf('back')]).toEqual([undefined, undefined]);
  });

  test('goes on though every tick is late', async () => {
    joins({ workerId: 'silent' });
    const away = joins({ workerId: 'away' });
    dispatcher.disconnected(away.session);
    for (let ticks = 0; ticks < 12; ticks++) {
      vi.advanceTimersByTime(3_000);
      dispatcher.tick();
      await turn();
    }
    expect([stateOf('silent'), stateOf('away')]).toEqual([undefined, undefined]);
  });

  test('goes on from the last event when the machine was set back in between', async () => {
    joins();
    await turn();
    const { atMs: joinedMs } = recordsOf('worker-joined')[0]!;
    dispatcher.close();
    vi.setSystemTime(joinedMs - 3_600_000);
    dispatcher = startDispatcher();
    await turn();
    const { atMs } = recordsOf('coordinator-started').at(-1)!;
    expect(atMs).toBeGreaterThanOrEqual(joinedMs);
  });

  test('that is set is said once, and loses nobody', async () => {
    const { session } = joins();
    dispatcher.heard(session);
    vi.setSystemTime(Date.now() + 3_600_000);
    await pass(2_000);
    expect(warnings).toEqual([
      expect.stringMatching(/^the clock of this machine was set forward by 3600 s: /),
    ]);
    expect(stateOf()).toBe('ready');
  });
});

test("a run is nobody's to see before it is on disk", async () => {
  const submitted = dispatcher.submit(newRun('run-1'), ANYBODY);
  expect([...dispatcher.runs]).toEqual([]);
  expect(() => dispatcher.run('')).toThrow('no run was submitted yet');
  await submitted;
  expect([...dispatcher.runs].map((run) => run.summary().runId)).toEqual(['run-1']);
});

test('a cancellation must name its run', async () => {
  await dispatcher.submit(newRun('run-1'), ANYBODY);
  await expect(dispatcher.cancel('', ANYBODY)).rejects.toMatchObject({ code: 'invalid' });
  expect(dispatcher.run('run-1').hasEnded).toBe(false);
});
