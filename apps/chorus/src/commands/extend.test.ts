import { Bench, PERFECT } from '@chorus/coordinator/testing';
import { leaveRun } from '@chorus/run-files/testing';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChorus } from '../testing/run-chorus.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-extend-'));
let bench: Bench;
/** A run of two members. */
let run: string;

beforeAll(async () => {
  bench = await Bench.start();
  const worker = bench.connect({ workerId: 'gpu-box' });
  const runId = await bench.submit({ members: 2 });
  for (let member = 1; member <= 2; member++) {
    const assignment = await worker.next('assignment');
    await worker.succeed(assignment, bench.perfectPredictions(), PERFECT);
  }
  await bench.eventsUntil(runId, 'finished');
  run = join(bench.runsDir, runId);
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function refused(path: string, ...flags: string[]): Promise<string> {
  const { exitStatus, stdout, stderr } = await runChorus(['extend', path, ...flags]);
  expect([exitStatus, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
  return stderr;
}

test.each(['2', '1'])('%s members are not more than there are', async (members) => {
  expect(await refused(run, '--members', members)).toMatch(
    new RegExp(`--members is ${members}, but run \\S+ has 2 members: name more`),
  );
});

test('what is no number of members is refused', async () => {
  expect(await refused(run, '--members', '2.5')).toContain('--members must be a whole number');
  expect(await refused(run)).toContain("required option '--members <n>' not specified");
});

test('a run that was altered is not extended', async () => {
  const altered = join(folder, 'altered');
  cpSync(run, altered, { recursive: true });
  appendFileSync(join(altered, 'predictions', 'member-1.npy'), 'x');
  expect(await refused(altered, '--members', '4')).toMatch(
    /is not what it was when it ended: predictions\/member-1\.npy was altered: .*verify .*' tells all/,
  );
});

test('nor is one that failed, goes on, or is none', async () => {
  const failed = leaveRun(join(folder, 'failed'), 'failed');
  expect(await refused(failed.path, '--members', '4')).toContain('has no ensemble to use');
  const running = leaveRun(join(folder, 'running'), 'running');
  expect(await refused(running.path, '--members', '4')).toContain('goes on');
  expect(await refused(join(folder, 'nothing'), '--members', '4')).toContain('there is no folder');
});
