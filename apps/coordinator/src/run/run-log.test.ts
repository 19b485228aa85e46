import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '@chorus/proto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RunLog } from './run-log.ts';

const never = new AbortController().signal;
const predicting = (member: number) => ({ type: 'predicting', member, attempt: 1 }) as const;
const progress = (member: number, batch: number) => {
  const fields = { epoch: 1, batch, batches: 10, loss: 1, accuracy: 0.5, samplesPerSecond: 100 };
  return { type: 'progress', member, attempt: 1, progress: fields } as const;
};

let folder: string;
let log: RunLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-run-log-'));
  log = new RunLog('run-1', join(folder, 'events.jsonl'), true);
  log.open();
});
afterEach(() => rmSync(folder, { recursive: true }));

function sequences(events: RunEvent[]): number[] {
  return events.map(({ sequence }) => sequence);
}

test('an event is in the file when append returns, one JSON object per line', () => {
  const first = log.append(1, predicting(1));
  const second = log.append(1, predicting(2));
  const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([first, second]);
});

test.each([
  [0, [1, 2, 3]],
  [1, [1, 2, 3]],
  [3, [3]],
  [9, []],
])('C6: without follow, a watcher from %i gets what there is', async (from, expected) => {
  for (const member of [1, 2, 3]) log.append(1, predicting(member));
  expect(sequences(await Array.fromAsync(log.watch(from, false, never)))).toEqual(expected);
});

test('C6: a watcher that follows gets old and new events in order, and ends with the run', async () => {
  log.append(1, predicting(1));
  const watching = Array.fromAsync(log.watch(1, true, never));
  log.append(1, predicting(2));
  await new Promise(setImmediate);
  log.append(1, predicting(3));
  log.end();
  expect(sequences(await watching)).toEqual([1, 2, 3]);
});

test('C6: a watcher that has seen everything ends when the run does', async () => {
  const watching = Array.fromAsync(log.watch(1, true, never));
  log.append(1, predicting(1));
  await new Promise(setImmediate);
  log.end();
  expect(sequences(await watching)).toEqual([1]);
});

test('a watcher of a run that is deleted is told so, also one that has not come to the end yet', async () => {
  log.append(1, predicting(1));
  log.append(1, predicting(2));
  const behind = log.watch(1, true, never);
  await behind.next();
  log.end();
  log.delete();
  rmSync(join(folder, 'events.jsonl'));
  const deleted = { code: 'not-found', message: 'run run-1 was deleted' };
  await expect(behind.next()).rejects.toMatchObject(deleted);
  await expect(log.watch(1, false, never).next()).rejects.toMatchObject(deleted);
  expect(() => log.requireEvents()).toThrow('run run-1 was deleted');
});

test('a slow watcher is shown only the newest progress of each member, and misses no event', async () => {
  const watcher = log.watch(1, true, never);
  const first = watcher.next();
  log.append(1, predicting(1));
  await first;
  for (let batch = 1; batch <= 5; batch++) {
    log.show(1, progress(1, batch));
    log.show(1, progress(2, batch));
  }
  log.append(1, predicting(2));
  log.end();
  const rest = await Array.fromAsync(watcher);
  expect(sequences(rest)).toEqual([2]);

  const live = new RunLog('run-2', join(folder, 'live.jsonl'), true);
  live.open();
  const shown = live.watch(1, true, never);
  const next = shown.next();
  for (let batch = 1; batch <= 5; batch++) live.show(1, progress(1, batch));
  live.show(1, progress(2, 9));
  const seen = [(await next).value!, (await shown.next()).value!] as RunEvent[];
  expect(seen.map((event) => event.type === 'progress' && event.progress.batch)).toEqual([5, 9]);
  live.end();
});

test('an aborted watcher ends', async () => {
  const controller = new AbortController();
  const watching = Array.fromAsync(log.watch(1, true, controller.signal));
  controller.abort();
  expect(await watching).toEqual([]);
  log.end();
});

test('C6: of a run that has ended, watchers get the same events from the file', async () => {
  for (const member of [1, 2, 3]) log.append(1, predicting(member));
  const before = await Array.fromAsync(log.watch(2, false, never));
  log.end();
  expect(await Array.fromAsync(log.watch(2, true, never))).toEqual(before);
});

test('LOG-1: of a run that has ended the file is read, not the memory', async () => {
  for (const member of [1, 2]) log.append(1, predicting(member));
  log.end();
  const path = join(folder, 'events.jsonl');
  const [first] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, `${first}\n`);
  expect(sequences(await Array.fromAsync(log.watch(1, true, never)))).toEqual([1]);
});

test('the file of a run that ended before a restart is made again when it is missing', async () => {
  const path = join(folder, 'other.jsonl');
  const restored = new RunLog('run-1', path, true);
  const event = restored.append(1, predicting(1));
  restored.end();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject(event);
  expect(sequences(await Array.fromAsync(restored.watch(1, true, never)))).toEqual([1]);
});

test('a file that lacks the last events, as a coordinator leaves it that is killed, is made whole', async () => {
  const path = join(folder, 'events.jsonl');
  for (const member of [1, 2]) log.append(1, predicting(member));
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, whole.slice(0, -20));
  const restored = new RunLog('run-1', path, true);
  for (const member of [1, 2]) restored.append(1, predicting(member));
  restored.end();
  expect(readFileSync(path, 'utf8')).toBe(whole);
});

describe.skipIf(process.platform !== 'linux')('when the disk is full', () => {
  test('nothing has happened: the event can be appended again', () => {
    const full = new RunLog('run-1', '/dev/full', true);
    full.open();
    const append = () => full.append(1, predicting(1));
    expect(append).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
    expect(append).toThrow('/dev/full cannot be written');
    full.leaveFile();
    expect(append().sequence).toBe(1);
  });

  test('at the end, watchers get the events from memory', async () => {
    const path = join(folder, 'missing', 'events.jsonl');
    const nowhere = new RunLog('run-1', path, true);
    nowhere.append(1, predicting(1));
    expect(() => nowhere.end()).toThrow(path);
    expect(sequences(await Array.fromAsync(nowhere.watch(1, true, never)))).toEqual([1]);
  });
});

test('of a run whose file is gone nobody gets events, but the reason', async () => {
  log.append(1, predicting(1));
  log.end();
  rmSync(join(folder, 'events.jsonl'));
  const watching = Array.fromAsync(log.watch(1, true, never));
  await expect(watching).rejects.toMatchObject({ code: 'not-found' });
});

test('LOG-2: each event holds the digest of the line before it, and the chain stands at the last one', () => {
  expect(log.chainPosition).toEqual({ count: 0, sha256: '0'.repeat(64) });
  for (const member of [1, 2, 3]) log.append(1, predicting(member));
  log.show(1, progress(1, 5));
  const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8').trim().split('\n');
  const digests = lines.map((line) => createHash('sha256').update(line).digest('hex'));
  const previous = lines.map((line) => (JSON.parse(line) as RunEvent).previous);
  expect(previous).toEqual(['0'.repeat(64), ...digests.slice(0, 2)]);
  expect(log.chainPosition).toEqual({ count: 3, sha256: digests[2] });
});

test('LOG-2: the events of a run that an older version began stay without a chain', async () => {
  const older = new RunLog('run-1', join(folder, 'older.jsonl'), false);
  older.append(1, predicting(1));
  older.open();
  older.append(1, predicting(2));
  expect(older.chainPosition).toBeUndefined();
  for (const event of await Array.fromAsync(older.watch(1, false, never))) {
    expect(event).not.toHaveProperty('previous');
  }
  older.end();
});

test('LOG-2, C6: the chain is the same from a journal, from the file of a snapshot, and after the disk was full', async () => {
  for (const member of [1, 2, 3]) log.append(1, predicting(member));
  const before = await Array.fromAsync(log.watch(1, false, never));
  const again = (begin: (made: RunLog) => void) => {
    const made = new RunLog('run-1', join(folder, 'again.jsonl'), true);
    begin(made);
    return Array.fromAsync(made.watch(1, false, never));
  };
  const replayed = again((made) => {
    for (const member of [1, 2, 3]) made.append(1, predicting(member));
  });
  expect(await replayed).toEqual(before);
  const restored = again((made) => {
    made.restore(before.slice(0, 2));
    made.open();
    made.append(1, predicting(3));
  });
  expect(await restored).toEqual(before);
  const inMemory = again((made) => {
    made.open();
    made.append(1, predicting(1));
    made.leaveFile();
    for (const member of [2, 3]) made.append(1, predicting(member));
  });
  expect(await inMemory).toEqual(before);
});

test('F3: the file of a sealed run stays as it is, as long as it has its size', () => {
  const path = join(folder, 'events.jsonl');
  for (const member of [1, 2]) log.append(1, predicting(member));
  log.end();
  const { length } = readFileSync(path);
  writeFileSync(path, 'x'.repeat(length));
  const endAgain = () => {
    const again = new RunLog('run-1', path, true);
    for (const member of [1, 2]) again.append(1, predicting(member));
    again.end(length);
    return readFileSync(path, 'utf8');
  };
  expect(endAgain()).toBe('x'.repeat(length));
  writeFileSync(path, 'x');
  expect(endAgain()).toHaveLength(length);
});

test('a log that is made again after a restart has the same numbers and the same file', () => {
  log.append(1, predicting(1));
  const path = join(folder, 'events.jsonl');
  const before = readFileSync(path, 'utf8');
  const again = new RunLog('run-1', path, true);
  again.append(1, predicting(1));
  again.open();
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(again.append(2, predicting(2)).sequence).toBe(2);
});
