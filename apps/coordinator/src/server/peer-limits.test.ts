import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Bench } from './testing/bench.ts';
import { sha256Of } from './testing/fake-worker.ts';

test('a worker that says too much of itself is refused', async () => {
  await using bench = await Bench.start();
  const worker = bench.connect({ workerId: 'w'.repeat(1e6) });
  expect((await worker.ended)?.message).toBe(
    'the worker says that it has 1000000 characters in one text: at most 200 are taken',
  );
});

test('of a worker that logs without end a bounded number of lines is kept, and the rest counted', async () => {
  await using bench = await Bench.start();
  const runId = await bench.submit({ faults: { maxFailures: 1 } });
  const worker = bench.connect();
  const attempt = (await worker.next('assignment')).attempt!;
  const log = { timeMs: 1, level: 'info', message: 'x'.repeat(1_000) };
  for (let line = 0; line < 5_000; line++) worker.say({ report: { attempt, log } });
  worker.report(attempt, { failure: { kind: 'trainer-crashed', message: 'y'.repeat(1e6) } });
  const events = await bench.eventsUntil(runId, 'finished');
  const lines = events.flatMap((event) => (event.type === 'log' ? [event.line.message] : []));
  // Twenty more for every second that it took.
  expect(lines.length).toBeLessThan(1_500);
  expect(lines.at(-1)).toMatch(/^\d+ of its log lines were left out$/);
  const lost = events.find((event) => event.type === 'lost');
  expect(lost?.reason).toMatch(/^y+ … \(984000 more characters\)$/);
});

test('a worker that reports one checkpoint without end loses its attempt, and fills no journal', async () => {
  let records = 0;
  await using bench = await Bench.start({ observers: [{ recorded: () => void (records += 1) }] });
  const runId = await bench.submit({ faults: { maxFailures: 1 } });
  const worker = bench.connect();
  const assignment = await worker.next('assignment');
  const attempt = assignment.attempt!;
  const checkpoint = Buffer.from('a checkpoint');
  await worker.upload(assignment, 'CHECKPOINT', checkpoint);
  worker.report(attempt, { started: { backend: 'fake', device: 'none' } });
  const figures = { loss: 1, accuracy: 0.5, seconds: 1, samplesPerSecond: 9 };
  worker.report(attempt, { epoch: { epoch: 1, ...figures } });
  for (let time = 0; time < 1_000; time++) {
    worker.report(attempt, { checkpoint: { epoch: 1, sha256: sha256Of(checkpoint) } });
  }
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.find((event) => event.type === 'lost')?.reason).toBe(
    'its worker reported more than 10 times, which no attempt does',
  );
  expect(records).toBeLessThan(30);
});

test('a report that comes again without end is acknowledged, and not journalled', async () => {
  let records = 0;
  await using bench = await Bench.start({ observers: [{ recorded: () => void (records += 1) }] });
  const runId = await bench.submit();
  const worker = bench.connect();
  const attempt = (await worker.next('assignment')).attempt!;
  const started = { attempt, sequence: 1, started: { backend: 'fake', device: 'none' } };
  for (let time = 0; time < 1_000; time++) worker.say({ report: started });
  worker.say({ report: { attempt, log: { timeMs: 1, level: 'info', message: 'the last one' } } });
  await bench.eventsUntil(runId, 'log');
  expect((await worker.next('acknowledged')).sequence).toBe(1);
  expect(records).toBeLessThan(10);
});

test('a worker that joins without end is told to wait, and the others join', async () => {
  let joined = 0;
  const recorded = ({ type }: { readonly type: string }) =>
    void (joined += +(type === 'worker-joined'));
  await using bench = await Bench.start({ observers: [{ recorded }] });
  const endings = [];
  for (let time = 1; time <= 100; time++) {
    const worker = bench.connect({ workerId: 'restless', incarnation: time });
    const welcome = worker.next('welcome').then(() => undefined);
    endings.push(await Promise.race([welcome, worker.ended]));
    worker.vanish();
  }
  const refused = endings.filter((ending) =>
    ending?.message.startsWith('worker restless joins too often'),
  );
  expect(refused.length).toBeGreaterThan(40);
  expect(refused[0]).toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) });
  expect(joined).toBeLessThan(60);
  await bench.connect({ workerId: 'another' }).next('welcome');
});

test('runs that wait are bounded in all: a submission beyond that is refused, and leaves nothing', async () => {
  await using bench = await Bench.start();
  for (let run = 0; run < 5; run++) await bench.submit({ members: 10_000 });
  await expect(bench.submit()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('50000 members of 5 runs wait or train here'),
  });
  const { runs } = await bench.ask<{ runs: unknown[] }>((client, callback) =>
    client.listRuns({}, callback),
  );
  expect(runs).toHaveLength(5);
  expect(readdirSync(bench.runsDir)).toHaveLength(5);
});
