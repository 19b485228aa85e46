/** Runs that only predict, with the members of another one. */
import { bytesOf, weightsFilePath } from '@chorus/data';
import type { RunSummary } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions, type FakeWorker, sha256Of } from './testing/fake-worker.ts';

const WEIGHTS = Buffer.from('weights of a member');

/** A coordinator with a run of two members that were trained elsewhere. */
async function submitted(): Promise<{ bench: Bench; runId: string }> {
  const bench = await Bench.start();
  onTestFinished(() => bench[Symbol.asyncDispose]());
  const weightsSha256 = sha256Of(WEIGHTS);
  const path = weightsFilePath(bench.folder, weightsSha256);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, WEIGHTS);
  const training = { ...sampleConfig().training, epochs: 0 };
  const groups = [1, 2].map((member) => ({
    ...{ name: `member ${member}`, count: 1, from: `trained/members/${member}`, training },
  }));
  const kinds = { groups };
  const runId = await bench.submit({
    ...{ members: 2, kinds, weightsSha256, predicts: { run: 'trained' } },
  });
  return { bench, runId };
}

/** Does what a worker does of a member that is not trained, and leaves no model. */
async function predictNext(worker: FakeWorker): Promise<void> {
  const assignment = await worker.next('assignment');
  const attempt = assignment.attempt!;
  worker.report(attempt, { started: { backend: 'fake', device: 'none' } });
  worker.report(attempt, { predicting: {} });
  const predictions = bytesOf(fakePredictions(TEST_SAMPLES, CLASSES));
  await worker.upload(assignment, 'PREDICTIONS', predictions);
  const predictionsSha256 = sha256Of(predictions);
  worker.report(attempt, { result: { ...EVALUATED, predictionsSha256 } });
}

async function listed({ bench }: { bench: Bench }): Promise<RunSummary> {
  const { runs } = await bench.ask<{ runs: RunSummary[] }>((client, callback) =>
    client.listRuns({}, callback),
  );
  return runs[0]!;
}

test('it ends without a result, and leaves predictions and no report', async () => {
  const { bench, runId } = await submitted();
  const worker = bench.connect();
  await predictNext(worker);
  await predictNext(worker);
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
  expect(events.at(-1)).not.toHaveProperty('result');
  for (const done of events.filter(({ type }) => type === 'done')) {
    expect(done).toHaveProperty('predictionsSha256');
    for (const absent of ['testLoss', 'testAccuracy', 'topologySha256']) {
      expect(done).not.toHaveProperty(absent);
    }
  }
  const summary = await listed({ bench });
  expect(summary).toMatchObject({ status: 'succeeded', predictsWith: 'trained' });
  expect(summary).not.toHaveProperty('accuracy');
  const files = await bench.fetchFiles(runId);
  expect(files).toEqual(
    expect.arrayContaining(['manifest.json', ...[1, 2].map((k) => `predictions/member-${k}.npy`)]),
  );
  const measured = files.filter((path) => /^(report|labels|members|samples)/.test(path));
  expect(measured).toEqual([]);
});

test('C7: it goes on after a restart of the coordinator, which still lists it as one', async () => {
  const { bench, runId } = await submitted();
  await predictNext(bench.connect());
  await bench.eventsUntil(runId, 'done');
  await bench.coordinator.stop();
  await bench.startCoordinator();
  await predictNext(bench.connect({ incarnation: 2 }));
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.filter(({ type }) => type === 'done')).toHaveLength(2);
  await bench.coordinator.stop();
  await bench.startCoordinator();
  expect(await listed({ bench })).toMatchObject({ membersDone: 2, predictsWith: 'trained' });
});
