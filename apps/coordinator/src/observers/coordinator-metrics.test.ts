import { expect, test } from 'vitest';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from '../server/testing/bench.ts';
import { fakePredictions } from '../server/testing/fake-worker.ts';

const METRICS = { metrics: '127.0.0.1:0' };

/** The coordinator's own metrics that are not 0, by name and labels. */
async function scrape(bench: Bench): Promise<Record<string, number>> {
  const response = await fetch(`http://${bench.coordinator.metricsAddress}/metrics`);
  const samples = (await response.text()).matchAll(/^(chorus_\S+) (\S+)$/gm);
  const values = [...samples].map(([, name, value]) => [name!, Number(value)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== 0));
}

test('a scrape tells how runs, members, workers and slots stand', async () => {
  await using bench = await Bench.start(METRICS);
  const worker = bench.connect({ slots: 2 });
  await worker.next('welcome');
  const runId = await bench.submit({ members: 3 });
  const { attempt } = await worker.next('assignment');
  worker.report(attempt!, { started: { backend: 'fake', device: 'none' } });
  await bench.eventsUntil(runId, 'training');
  expect(await scrape(bench)).toMatchObject({
    'chorus_runs{status="running"}': 1,
    'chorus_members{state="training"}': 1,
    'chorus_members{state="assigned"}': 1,
    'chorus_members{state="pending"}': 1,
    'chorus_workers{state="ready"}': 1,
    'chorus_slots{state="busy"}': 2,
  });
});

test('a first ending is an increase to Prometheus: its counter was there, as 0', async () => {
  await using bench = await Bench.start(METRICS);
  const response = await fetch(`http://${bench.coordinator.metricsAddress}/metrics`);
  const text = await response.text();
  for (const status of ['succeeded', 'failed', 'cancelled']) {
    expect(text).toContain(`\nchorus_runs_ended_total{status="${status}"} 0\n`);
  }
  for (const outcome of ['done', 'worker-lost', 'diverged']) {
    expect(text).toContain(`\nchorus_attempts_ended_total{outcome="${outcome}"} 0\n`);
  }
});

test('what has happened is counted, and not again when it is replayed', async () => {
  await using bench = await Bench.start(METRICS);
  const worker = bench.connect();
  const runId = await bench.submit();
  const first = await worker.next('assignment');
  const failure = { kind: 'trainer-crashed', message: 'it crashed' };
  worker.report(first.attempt!, { failure });
  const second = await worker.next('assignment');
  await worker.succeed(second, fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED);
  await bench.eventsUntil(runId, 'finished');
  const counted = {
    chorus_attempts_started_total: 2,
    'chorus_attempts_ended_total{outcome="trainer-crashed"}': 1,
    'chorus_attempts_ended_total{outcome="done"}': 1,
    'chorus_runs_ended_total{status="succeeded"}': 1,
    chorus_epoch_duration_seconds_sum: 1,
    chorus_epoch_duration_seconds_count: 1,
    chorus_trained_images_total: 6,
    'chorus_journal_records_total{type="attempt-reported"}': 5,
  };
  expect(await scrape(bench)).toMatchObject(counted);

  await bench.coordinator.stop();
  await bench.startCoordinator(METRICS);
  const anew = await scrape(bench);
  for (const name of Object.keys(counted)) expect(anew).not.toHaveProperty([name]);
  expect(anew).toMatchObject({ 'chorus_runs{status="succeeded"}': 1 });
});

test('no name or label grows with runs, members or workers', async () => {
  await using bench = await Bench.start(METRICS);
  const names: string[][] = [];
  for (const workerId of ['first', 'second']) {
    const worker = bench.connect({ workerId });
    const runId = await bench.submit();
    const assignment = await worker.next('assignment');
    await worker.succeed(assignment, fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED);
    await bench.eventsUntil(runId, 'finished');
    worker.say({ drain: {} });
    await worker.next('drain');
    names.push(Object.keys(await scrape(bench)));
  }
  expect(names[1]).toEqual(names[0]);
});

test('metrics are served nowhere unless it is asked for', async () => {
  await using bench = await Bench.start();
  expect(bench.coordinator.metricsAddress).toBeUndefined();
});
