import { ChorusProcess } from '@chorus/chorus/testing';
import { logObserver } from '@chorus/coordinator';
import {
  Bench,
  CLASSES,
  EVALUATED,
  TEST_SAMPLES,
  FakeWorker,
  fakePredictions,
} from '@chorus/coordinator/testing';
import { createLog } from '@chorus/telemetry';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('every line of the log says which run, member, attempt and worker it is about', async () => {
  const lines: Record<string, unknown>[] = [];
  const stream = { isTTY: false, write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLog({ name: 'chorus', stream, environment: {} });
  await using bench = await Bench.start({ observers: [logObserver(log)] });
  const worker = bench.connect();
  const run = await bench.submit();
  const first = await worker.next('assignment');
  const message = 'it ran out of patience';
  const line = { timeMs: 1, level: 'error', message };
  worker.report(first.attempt!, { log: line });
  worker.report(first.attempt!, { failure: { kind: 'trainer-crashed', message } }, 1);
  await worker.succeed(
    await worker.next('assignment'),
    fakePredictions(TEST_SAMPLES, CLASSES),
    EVALUATED,
  );
  await bench.eventsUntil(run, 'finished');
  worker.say({ leaving: {} });
  await expect.poll(() => lines.at(-1)).toMatchObject({ worker: 'fake', msg: 'leaves' });
  const [about, of] = [{ worker: 'fake' }, { run, member: 1, worker: 'fake' }];
  expect(lines).toMatchObject([
    { level: 'info', ...about, msg: 'connects: 1 member at once, fake: unknown' },
    { level: 'info', run, msg: expect.stringContaining('1 member, shapes (synthetic)') },
    { level: 'info', ...of, attempt: 1, msg: 'goes to fake' },
    { level: 'error', ...of, attempt: 1, msg: message },
    {
      level: 'warn',
      ...of,
      attempt: 1,
      msg: `lost attempt 1: ${message}; it is tried again in 1 s`,
    },
    { level: 'info', ...of, attempt: 2, msg: 'goes to fake' },
    { level: 'info', ...of, attempt: 2, msg: 'trains with fake on none' },
    { level: 'info', ...of, attempt: 2, msg: expect.stringMatching(/^epoch 1\/1: loss 1\.0000/) },
    { level: 'info', ...of, attempt: 2, msg: 'predicts the test samples' },
    { level: 'info', ...of, attempt: 2, msg: expect.stringMatching(/^is done: test loss 1\.0986/) },
    { level: 'info', run, msg: 'succeeded' },
    { level: 'info', ...about, msg: 'leaves' },
  ]);
});

test('serve writes its log as JSON lines to standard error, none quieter than --log-level', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  const where = ['--listen', '127.0.0.1:0', '--state', folder];
  const coordinator = new ChorusProcess(['serve', ...where, '--log-level', 'warn'], {
    CHORUS_HOME: folder,
  });
  try {
    const worker = new FakeWorker(await coordinator.listens());
    await worker.next('welcome');
    worker.vanish();
    await coordinator.prints('its connection broke');
  } finally {
    coordinator.child.kill();
  }
  const { exitStatus, stderr } = await coordinator.end();
  await rm(folder, { recursive: true });
  expect(exitStatus).toBe(0);
  const lines = stderr.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'warn', worker: 'fake' }]);
});
