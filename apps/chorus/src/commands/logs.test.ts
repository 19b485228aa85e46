import { FakeRunService } from '@chorus/client/testing';
import {
  Bench,
  CLASSES,
  EVALUATED,
  TEST_SAMPLES,
  fakePredictions,
  type FakeWorker,
} from '@chorus/coordinator/testing';
import type { RunEventBody } from '@chorus/proto';
import {
  assigned,
  done,
  epoch,
  failed,
  lost,
  progress,
  RUN_ID,
  sampleEvents,
  START_MS,
  submitted,
  succeeded,
} from '@chorus/run-view/testing';
import { describe, expect, test } from 'vitest';
import { parseSince } from '../parse-since.ts';
import { ChorusProcess, runChorus } from '../testing/run-chorus.ts';

const events = sampleEvents(
  submitted(),
  assigned(1),
  progress(1, 1, 5),
  epoch(1, 1),
  { ...lost(1, 'worker-lost'), reason: 'it\n  is gone' } as RunEventBody,
  assigned(2),
  done(2),
  succeeded(),
);

/** The lines that `logs` prints of the sample run, with one flag or more. */
async function linesOf(...flags: readonly string[]): Promise<string[]> {
  await using service = await FakeRunService.start({ events });
  const where = ['--coordinator', service.address];
  const { exitStatus, stdout, stderr } = await runChorus(['logs', RUN_ID, ...where, ...flags]);
  expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
}

const messages = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).msg);

test('every event is a line with its time, level, member, attempt and worker', async () => {
  const lines = await linesOf();
  expect(lines).toHaveLength(7);
  expect(lines[0]).toMatch(/^2023-11-14T22:13:20\.000Z info  2 members, shapes \(synthetic\), /);
  expect(lines[2]).toBe(
    '2023-11-14T22:13:23.000Z info  member 1 attempt 1 worker gpu-box-1f2e: ' +
      'epoch 1/15: loss 1.2345, accuracy 0.5610, 8.0 s, 2,310 samples/s',
  );
  expect(lines[3]).toBe(
    '2023-11-14T22:13:24.000Z warn  member 1 attempt 1 worker gpu-box-1f2e: ' +
      'lost attempt 1: it is gone; it is tried again',
  );
  expect(lines[6]).toBe('2023-11-14T22:13:27.000Z info  succeeded');
});

test('--json: one object per line', async () => {
  const [, , third] = await linesOf('--json');
  expect(JSON.parse(third!)).toEqual({
    level: 'info',
    time: '2023-11-14T22:13:23.000Z',
    run: RUN_ID,
    member: 1,
    attempt: 1,
    worker: 'gpu-box-1f2e',
    sequence: 3,
    event: 'epoch',
    msg: 'epoch 1/15: loss 1.2345, accuracy 0.5610, 8.0 s, 2,310 samples/s',
  });
});

test('--member shows what is about one member', async () => {
  const lines = await linesOf('--json', '--member', '2');
  expect(messages(lines)).toEqual([
    'goes to gpu-box-1f2e',
    'is done: test loss 1.0700, test accuracy 0.6302',
  ]);
});

test('--since shows what is not older', async () => {
  const since = new Date(START_MS + 6_000).toISOString();
  const lines = await linesOf('--json', '--since', since);
  expect(messages(lines)).toEqual([expect.stringContaining('is done'), 'succeeded']);
});

test.each([
  ['90s', 1_000_000 - 90_000],
  ['10m', 1_000_000 - 600_000],
  ['2h', 1_000_000 - 7_200_000],
  ['1d', 1_000_000 - 86_400_000],
  ['1970-01-01T01:00:00+01:00', 0],
])('--since %s', (text, ms) => {
  expect(parseSince(text, 1_000_000)).toBe(ms);
});

test.each(['yesterday', '10', '', '2026-13-01T00:00:00Z'])('--since %j is refused', (text) => {
  expect(() => parseSince(text, 0)).toThrow(/^--since must be how long ago, .*, not '.*'$/);
});

test.each([
  [['other'], 'there is no run other'],
  [['--member', '3'], '--member 3: the run has the members 1 to 2'],
  [['--member', 'one'], "--member must be a whole number from 1 on, not 'one'"],
])('%j is refused in one line', async (args, message) => {
  await using service = await FakeRunService.start({ events });
  const outcome = await runChorus(['logs', ...args, '--coordinator', service.address]);
  expect(outcome.exitStatus).toBe(2);
  expect(outcome.stderr).toBe(`chorus: ${message}\n`);
});

describe('of a run that goes on', () => {
  const unfinished = events.slice(0, 4);

  test('it ends with the newest line', async () => {
    await using service = await FakeRunService.start({ events: unfinished });
    const { exitStatus, stdout } = await runChorus(['logs', '--coordinator', service.address]);
    expect(exitStatus).toBe(0);
    expect(stdout).toMatch(/epoch 1\/15: [^\n]*\n$/);
  });

  test.each([
    [['SIGINT'], 130],
    [['SIGINT', 'SIGINT'], 130],
    [['SIGTERM'], 143],
  ] as const)('--follow waits for more until %j', async (signals, exitStatus) => {
    await using service = await FakeRunService.start({ events: unfinished });
    const args = ['logs', '--follow', '--coordinator', service.address];
    const following = new ChorusProcess(args);
    await following.prints('epoch 1/15');
    for (const signal of signals) following.child.kill(signal);
    expect((await following.end()).exitStatus).toBe(exitStatus);
  });

  test('--follow ends with the run, also with one that failed', async () => {
    const unlucky = sampleEvents(submitted(), assigned(1), failed('member 1 failed 3 times'));
    await using service = await FakeRunService.start({ events: unlucky, cutAfter: 1 });
    const args = ['logs', '--follow', '--coordinator', service.address];
    const { exitStatus, stdout, stderr } = await runChorus(args);
    expect(exitStatus).toBe(0);
    expect(stdout).toMatch(/error failed: member 1 failed 3 times\n$/);
    expect(stderr).toMatch(/^the connection to \S+ is lost \(cut by the test\); trying again\n$/);
  });
});

test('C6: who joins late sees the log of who was there, through a restart of the coordinator', async () => {
  await using bench = await Bench.start();
  const { address } = bench.coordinator;
  const worker = bench.connect();
  const runId = await bench.submit({ members: 2 });
  const args = ['logs', runId, '--json', '--follow', '--coordinator', address];
  const early = new ChorusProcess(args);
  await early.prints('goes to fake');
  await succeed(worker, 'said before');
  await early.prints('is done');

  await bench.coordinator.stop();
  await bench.startCoordinator({ listen: address });
  const between = await runChorus(args.filter((arg) => arg !== '--follow'));
  await succeed(bench.connect({ incarnation: 2 }), 'said after');
  const there = await early.end();
  const late = await runChorus(args);

  expect(there.exitStatus).toBe(0);
  expect(late.stdout).toBe(there.stdout);
  expect(there.stdout.startsWith(between.stdout)).toBe(true);
  const lines = late.stdout.trimEnd().split('\n');
  const sequences = lines.map((line) => JSON.parse(line).sequence);
  expect(sequences).toEqual(lines.map((_, index) => index + 1));
  expect(messages(lines).filter((message) => message.startsWith('said'))).toEqual([
    'said before',
    'said after',
  ]);
});

/** The worker says something about the next attempt that it gets, and then ends it well. */
async function succeed(worker: FakeWorker, message: string): Promise<void> {
  const assignment = await worker.next('assignment');
  worker.say({
    report: { attempt: assignment.attempt!, log: { timeMs: 1, level: 'info', message } },
  });
  await worker.succeed(assignment, fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED);
}
