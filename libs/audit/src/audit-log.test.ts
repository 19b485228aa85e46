import { SmallDisk } from '@chorus/testing';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AuditLog } from './audit-log.ts';
import { checkAuditLog } from './check-audit-log.ts';
import type { Decision } from './decision.ts';
import { readAuditLog } from './read-audit-log.ts';
import { recordDecision } from './record-decision.ts';

let folder: string;
let opened: AuditLog[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-audit-'));
  opened = [];
});
afterEach(() => {
  for (const log of opened) log.close();
  rmSync(folder, { recursive: true });
});

const path = () => join(folder, 'audit.jsonl');

function open(): AuditLog {
  const log = new AuditLog(folder);
  opened.push(log);
  return log;
}

const cancelled = (run: string): Decision => ({
  ...{ action: 'CancelRun', by: { role: 'operator', name: 'ada' }, from: '10.0.0.7:51234' },
  ...{ subject: `run ${run}`, outcome: 'allowed', atMs: 1_800_000_000_000 },
});

/** The subjects, or else the reasons, of a log that is one chain. */
function told(at = path()): (string | undefined)[] {
  const log = readAuditLog(at);
  expect(checkAuditLog(log)).not.toHaveProperty('damage');
  return log.lines.map(({ entry }) => entry?.subject ?? entry?.reason);
}

/** A program that appends 'NAME 1', 'NAME 2' … when it is told to begin, three at a time. */
const APPENDING = `
  import { AuditLog } from ${JSON.stringify(import.meta.resolve('./audit-log.ts'))};
  const [folder, name, count] = process.argv.slice(1);
  const log = new AuditLog(folder);
  process.stdout.write('ready\\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  process.stdin.destroy();
  for (let done = 0; done < Number(count); done += 3) {
    const decisions = [1, 2, 3].map((more) => ({
      action: 'CancelRun', by: { name }, subject: name + ' ' + (done + more), outcome: 'allowed', atMs: 0,
    }));
    if (!log.tryAppend(decisions, 10_000)) throw new Error('the lock was not given');
  }
`;

const appending = (name: string, count: number) =>
  spawn(process.execPath, ['--input-type=module', '-e', APPENDING, folder, name, `${count}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });

test('LINE-1: an entry says who, what, when, from where, and whether it was allowed, and holds the digest of the line before it', () => {
  const log = open();
  log.tryAppend([cancelled('one')], 0);
  log.tryAppend([{ ...cancelled('two'), outcome: 'refused', reason: 'it has ended' }], 0);
  const lines = readFileSync(path(), 'utf8').trimEnd().split('\n');
  const digest = (line: string) =>
    execFileSync('sha256sum', { input: line, encoding: 'utf8' }).slice(0, 64);
  expect(JSON.parse(lines[1]!)).toEqual({
    ...{ sequence: 2, time: '2027-01-15T08:00:00.000Z', previous: digest(lines[0]!) },
    ...{ action: 'CancelRun', by: { role: 'operator', name: 'ada' }, from: '10.0.0.7:51234' },
    ...{ subject: 'run two', outcome: 'refused', reason: 'it has ended' },
    sha256: digest(lines[1]!.replace(/,"sha256".*/, '')),
  });
  expect(statSync(path()).mode & 0o777).toBe(0o600);
});

test('AUDIT-1: what several processes append at once is one chain, each batch in one piece', async () => {
  const processes = ['one', 'two', 'three'].map((name) => appending(name, 900));
  await Promise.all(processes.map(({ stdout }) => once(stdout!, 'data')));
  for (const { stdin } of processes) stdin!.write('begin');
  const ends = await Promise.all(processes.map((running) => once(running, 'exit')));
  expect(ends).toEqual(ends.map(() => [0, null]));
  const subjects = told();
  for (const name of ['one', 'two', 'three']) {
    const own = subjects.filter((subject) => subject!.startsWith(`${name} `));
    expect(own).toEqual(Array.from({ length: 900 }, (_, index) => `${name} ${index + 1}`));
  }
});

test('AUDIT-2: a process that is killed while it appends holds up nobody, and breaks nothing', async () => {
  const log = open();
  for (let round = 0; round < 5; round++) {
    const running = appending(`round ${round}`, 1e9);
    await once(running.stdout!, 'data');
    running.stdin!.write('begin');
    const sizeBefore = statSync(path()).size;
    while (statSync(path()).size === sizeBefore) await new Promise(setImmediate);
    running.kill('SIGKILL');
    await once(running, 'exit');
    expect(log.tryAppend([cancelled(`after ${round}`)], 0)).toBe(true);
  }
  expect(told().filter((subject) => subject!.startsWith('run after'))).toHaveLength(5);
});

test('AUDIT-2: a line that was cut off is taken away, which the next entry says', () => {
  open().tryAppend([cancelled('one'), cancelled('two')], 0);
  truncateSync(path(), statSync(path()).size - 30);
  expect(checkAuditLog(readAuditLog(path()))).toMatchObject({
    entries: 1,
    cutOffBytes: expect.any(Number),
  });
  open().tryAppend([cancelled('three')], 0);
  const [one, note, three, ...more] = told();
  expect([one, three, more]).toEqual(['run one', 'run three', []]);
  expect(note).toMatch(/^\d{3} bytes of a line that was cut off were taken away$/);
});

test('AUDIT-2: a disk that is full takes a batch as a whole or not at all', (context) => {
  using disk = SmallDisk.mount('size=8k,nr_inodes=20');
  if (!disk) return context.skip();
  const log = new AuditLog(disk.path);
  const batch = Array.from({ length: 30 }, (_, index) => cancelled(`${index}`));
  log.tryAppend(batch.slice(0, 3), 0);
  expect(() => log.tryAppend(batch, 0)).toThrow('ENOSPC');
  expect(told(join(disk.path, 'audit.jsonl'))).toHaveLength(3);
  disk.resize('size=1m');
  log.tryAppend(batch, 0);
  expect(told(join(disk.path, 'audit.jsonl'))).toHaveLength(33);
  log.close();
});

test('AUDIT-3: a log that is damaged or gone stops nobody', () => {
  const log = open();
  log.tryAppend([cancelled('one'), cancelled('two')], 0);
  appendFileSync(path(), `${'x'.repeat(200_000)}\nno entry\n`);
  log.tryAppend([cancelled('three')], 0);
  const { lines } = readAuditLog(path());
  expect(lines.map(({ entry }) => entry?.sequence)).toEqual([1, 2, undefined, undefined, 3]);
  writeFileSync(path(), '');
  log.tryAppend([cancelled('four')], 0);
  expect(told()).toEqual([`it was cut: 3:${lines.at(-1)!.sha256} was its end`, 'run four']);
});

test('a text of any length and any character stays one line of some hundred', () => {
  const text = `\n\u2028\u0000"${'x'.repeat(1e6)}`;
  open().tryAppend([{ ...cancelled(text), by: { name: text }, from: text, reason: text }], 0);
  expect(readAuditLog(path()).lines).toHaveLength(1);
  expect(statSync(path()).size).toBeLessThan(4_000);
});

test('who appends elsewhere is not waited for longer than was said', () => {
  const [log, other] = [open(), open()];
  // While one appends, the other does.
  const nested = {
    ...cancelled('one'),
    get subject() {
      return `${other.tryAppend([cancelled('two')], 0)}`;
    },
  };
  expect(log.tryAppend([nested], 0)).toBe(true);
  expect(told()).toEqual(['false']);
});

test('a command beside the coordinator is of the user who runs it', () => {
  recordDecision(folder, {
    action: 'create-token',
    subject: 'token 1a2b3c4d',
    reason: 'for a worker',
  });
  expect(readAuditLog(path()).lines[0]!.entry).toMatchObject({
    ...{ action: 'create-token', by: { role: 'system', name: userInfo().username } },
    ...{ subject: 'token 1a2b3c4d', outcome: 'allowed', reason: 'for a worker' },
  });
});

test('a folder that cannot be written is refused in one line', () => {
  const recording = () => recordDecision(join(folder, 'none'), { action: 'create-token' });
  expect(recording).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: expect.stringContaining('the audit log cannot be written: ENOENT'),
    }),
  );
});

test('a lock that is another file is refused in one line, with what to do', () => {
  writeFileSync(join(folder, 'audit.lock'), 'x'.repeat(5_000));
  expect(() => open().tryAppend([cancelled('one')], 0)).toThrow(
    /^\S*audit\.lock cannot be locked: .*; it holds nothing, and may be deleted while no coordinator runs$/,
  );
});
