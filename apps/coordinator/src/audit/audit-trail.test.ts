import { checkAuditLog, readAuditLog, type Decision } from '@chorus/audit';
import { SmallDisk } from '@chorus/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AuditTrail } from './audit-trail.ts';

let folder: string;
let warnings: string[];
let trail: AuditTrail | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-audit-'));
  warnings = [];
});
afterEach(() => {
  trail?.close();
  rmSync(folder, { recursive: true });
});

function open(at = folder): AuditTrail {
  return (trail = new AuditTrail(at, (warning) => warnings.push(warning)));
}

const cancelled = (run: string): Decision => ({
  ...{ action: 'CancelRun', by: { role: 'operator', name: 'ada' }, from: '10.0.0.7:51234' },
  ...{ subject: run, outcome: 'allowed', atMs: Date.now() },
});

/** The subjects, or else the reasons, of a log that is one chain. */
function told(at = folder): (string | undefined)[] {
  const log = readAuditLog(join(at, 'audit.jsonl'));
  expect(checkAuditLog(log)).not.toHaveProperty('damage');
  return log.lines.map(({ entry }) => entry!.subject ?? entry!.reason);
}

test('TRAIL-1: a decision is in the file when it has been recorded', () => {
  const recording = open();
  recording.record(cancelled('one'));
  expect(told()).toEqual(['one']);
});

test('TRAIL-2: while another process holds the log, decisions wait, and are written in their order', async () => {
  const recording = open();
  const other = new DatabaseSync(join(folder, 'audit.lock'));
  other.exec('BEGIN IMMEDIATE');
  recording.record(cancelled('one'));
  recording.record(cancelled('two'));
  expect(told()).toEqual([]);
  other.exec('ROLLBACK');
  other.close();
  await vi.waitFor(() => expect(told()).toEqual(['one', 'two']), 10_000);
  expect(warnings).toEqual([
    'the audit log cannot be written: another process holds it; work goes on',
    'the audit log is written again',
  ]);
});

test('TRAIL-2: on a full disk work goes on, and how much was lost beyond what waits is told', async (context) => {
  using disk = SmallDisk.mount('size=16k,nr_inodes=20');
  if (!disk) return context.skip();
  const recording = open(disk.path);
  for (let run = 0; run < 2_000; run++) recording.record(cancelled(`${run}`));
  const before = told(disk.path).length;
  expect(warnings).toEqual([expect.stringMatching(/^the audit log cannot be written: ENOSPC/)]);
  disk.resize('size=4m');
  await vi.waitFor(() => expect(told(disk.path).length).toBeGreaterThan(before), 10_000);
  const after = told(disk.path);
  const kept = after.slice(0, -1).map(Number);
  expect(kept).toEqual(kept.map((_, index) => index));
  expect(after.at(-1)).toBe(
    `${2_000 - kept.length} decisions found no room, neither here nor in memory`,
  );
  recording.close();
});

test('TRAIL-3: what is counted is written at the end', () => {
  const recording = open();
  for (let time = 0; time < 10; time++) {
    recording.record({ ...cancelled('none'), outcome: 'refused', reason: 'there is no such run' });
  }
  recording.close();
  const { lines } = readAuditLog(join(folder, 'audit.jsonl'));
  expect(lines.map(({ entry }) => entry!.repeated)).toEqual([undefined, undefined, undefined, 7]);
});

test('nothing is taken after the end', () => {
  const recording = open();
  recording.close();
  recording.close();
  recording.record(cancelled('late'));
  expect(told()).toEqual([]);
});
