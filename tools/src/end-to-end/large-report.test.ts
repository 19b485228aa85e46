/** A run whose report is larger than any message may be: it is a file, which is read in parts. */
import { ChorusProcess, runChorus, type Outcome } from '@chorus/chorus/testing';
import { htmlReports } from '@chorus/coordinator';
import { Bench, fakePredictions, type FakeWorker } from '@chorus/coordinator/testing';
import { openDataset } from '@chorus/data';
import { required, type RunEvent, type RunSummary } from '@chorus/proto';
import type { Report, RunRecord } from '@chorus/run-view';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The epochs that make a report of more than the 4 MiB that a gRPC message may have. */
const EPOCHS = 40_000;
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const TEST_SAMPLES = 100;
const CLASSES = 10;

let bench: Bench;
let trained: Outcome;
let runId: string;
let report: Report;

beforeAll(async () => {
  bench = await Bench.start();
  await bench.coordinator.stop();
  const pageDir = join(bench.folder, 'page');
  mkdirSync(pageDir);
  writeFileSync(join(pageDir, 'index.html'), '<title>Chorus</title>');
  const http = { listen: '127.0.0.1:0', pageDir };
  const observers = [htmlReports(bench.runsDir, '%RUN%', () => {})];
  // So many records take a busy disk a minute, and the played worker sends no heartbeats.
  const patient = { state: undefined, lostAfterMs: 600_000 };
  await bench.startCoordinator({ http, observers, ...patient });
  const train = new ChorusProcess(
    [
      ...['train', '--json', '--coordinator', bench.coordinator.address],
      ...['--dataset', 'shapes', '--train-limit', '100', '--test-limit', String(TEST_SAMPLES)],
      ...['--members', '1', '--epochs', String(EPOCHS), '--out', join(bench.folder, 'fetched')],
    ],
    { CHORUS_HOME: join(bench.folder, 'home') },
  );
  await trainMember(bench.connect());
  trained = await train.end();
  const lines = trained.stdout.trimEnd().split('\n');
  ({ runId } = JSON.parse(lines[0]!) as RunEvent);
  const path = join(bench.runsDir, runId, 'report.json');
  expect(statSync(path).size).toBeGreaterThan(MAX_MESSAGE_BYTES);
  report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  expect(JSON.stringify(report).length).toBeGreaterThan(MAX_MESSAGE_BYTES);
}, 300_000);
afterAll(() => bench[Symbol.asyncDispose]());

/** Every epoch of the only member, with figures of as many digits as real ones have. */
async function trainMember(worker: FakeWorker): Promise<void> {
  const assignment = await worker.next('assignment');
  const ref = required(assignment.attempt, 'attempt');
  worker.report(ref, { started: { backend: 'fake', device: 'none' } });
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    const figures = { loss: 2 / epoch, accuracy: 1 - 0.8 / epoch, seconds: 1 / 3 };
    worker.report(ref, { epoch: { epoch, ...figures, samplesPerSecond: 1000 / 3 } });
  }
  worker.report(ref, { predicting: {} });
  const files = await worker.uploadResult(assignment, fakePredictions(TEST_SAMPLES, CLASSES));
  const { test } = await openDataset({ name: 'shapes', home: bench.folder });
  const ofFirstClass = test.labels.subarray(0, TEST_SAMPLES).filter((label) => label === 0);
  const testAccuracy = ofFirstClass.length / TEST_SAMPLES;
  worker.report(ref, { result: { testLoss: Math.log(CLASSES), testAccuracy, ...files } });
}

function lastLineOf({ stdout }: Outcome): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
}

test('train ends well, brings it, and prints it last', () => {
  expect(trained.exitStatus, trained.stderr).toBe(0);
  expect(lastLineOf(trained)).toEqual(report);
  const fetched = join(bench.folder, 'fetched', runId, 'report.json');
  expect(JSON.parse(readFileSync(fetched, 'utf8'))).toEqual(report);
});

test('watch and status show it to those who come later', { timeout: 240_000 }, async () => {
  const where = [runId, '--coordinator', bench.coordinator.address];
  const watched = await runChorus(['watch', ...where, '--json']);
  expect(watched.exitStatus, watched.stderr).toBe(0);
  expect(lastLineOf(watched)).toEqual(report);
  const { exitStatus, stdout, stderr } = await runChorus(['status', ...where, '--json']);
  expect(exitStatus, stderr).toBe(0);
  expect((JSON.parse(stdout) as { report: Report }).report).toEqual(report);
});

test('the live page reads it from an address of its own', async () => {
  const origin = `http://${bench.coordinator.httpAddress}`;
  const response = await fetch(`${origin}/api/runs/${runId}/report`);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual(report);
});

test('report.html holds it, once', () => {
  const path = join(bench.runsDir, runId, 'report.html');
  const record = JSON.parse(readFileSync(path, 'utf8')) as RunRecord;
  expect(record.report).toEqual(report);
  expect(JSON.stringify(record.events.at(-1)).length).toBeLessThan(1_000);
});

test('events.jsonl does not repeat it', () => {
  const events = readFileSync(join(bench.runsDir, runId, 'events.jsonl'), 'utf8');
  const last = events.trimEnd().split('\n').at(-1)!;
  const { accuracy } = report.ensemble;
  expect(JSON.parse(last)).toMatchObject({ type: 'finished', result: { accuracy } });
  expect(last.length).toBeLessThan(1_000);
});

test('the list of the runs reads no report', async () => {
  rmSync(join(bench.runsDir, runId, 'report.json'));
  const response = await fetch(`http://${bench.coordinator.httpAddress}/api/runs`);
  const { runs } = (await response.json()) as { runs: RunSummary[] };
  expect(runs).toMatchObject([{ runId, accuracy: report.ensemble.accuracy }]);
});
