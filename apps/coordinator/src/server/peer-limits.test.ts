import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Bench } from './testing/bench.ts';

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
