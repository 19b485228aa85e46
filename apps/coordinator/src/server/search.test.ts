/** Searches, their workers played: what is kept is what is worth most on held-out samples. */
import { sampleSearch } from '@chorus/run-config/testing';
import type { Report } from '@chorus/run-view';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyRun } from '../verify/verify-run.ts';
import { Bench, CLASSES, EVALUATED, PERFECT, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions, type FakeWorker, type Validated } from './testing/fake-worker.ts';
import { validatedAs } from './testing/validated-as.ts';

const RANGES = { 'training.learningRate': { log: [0.01, 0.1] } };
/** The labels of the bench's last two training samples, which are held out. */
const HELD_OUT = Int32Array.of(1, 2);

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

function reportOf(runId: string): Report {
  return JSON.parse(readFileSync(join(bench.runsDir, runId, 'report.json'), 'utf8')) as Report;
}

async function succeed(worker: FakeWorker, validated: Validated, isPerfect = false) {
  const assignment = await worker.next('assignment');
  const predictions = isPerfect
    ? bench.perfectPredictions()
    : fakePredictions(TEST_SAMPLES, CLASSES);
  await worker.succeed(assignment, predictions, isPerfect ? PERFECT : EVALUATED, validated);
}

async function diverge(worker: FakeWorker) {
  const { attempt } = await worker.next('assignment');
  worker.report(attempt!, { failure: { kind: 'diverged', message: 'the loss is NaN' } });
}

test('C4: the best trials on held-out samples make the ensemble, whatever the test samples say; one that diverges fails nothing', async () => {
  const search = sampleSearch({ trials: 4, keep: 2, ranges: RANGES });
  const runId = await bench.submit({ members: 4, validationSamples: 2, kinds: search });
  const worker = bench.connect();
  await succeed(worker, validatedAs(HELD_OUT, [0.9, 0.2]), true);
  await succeed(worker, validatedAs(HELD_OUT, [0.6, 0.6]));
  await diverge(worker);
  await succeed(worker, validatedAs(HELD_OUT, [0.9, 0.9]));
  const events = await bench.eventsUntil(runId, 'finished');

  const report = reportOf(runId);
  const { keep, samples, trials } = report.search!;
  expect([keep, samples]).toEqual([2, 2]);
  expect(trials.map(({ values }) => values)).toEqual(search.groups!.map(({ values }) => values));
  expect(trials).toMatchObject([
    { trial: 1, members: [1], rank: 3, validation: { accuracy: 0.5 }, kept: false },
    { trial: 2, members: [2], rank: 2, validation: { accuracy: 1 }, kept: true },
    { trial: 3, members: [], kept: false },
    { trial: 4, members: [4], rank: 1, validation: { accuracy: 1 }, kept: true },
  ]);
  expect(trials[2]).not.toHaveProperty('rank');
  expect(report.members.map(({ member, group }) => [member, group])).toEqual([
    [2, 'trial 2'],
    [4, 'trial 4'],
  ]);
  expect(report.missing).toMatchObject([{ member: 3, group: 'trial 3' }]);
  expect(report.ensemble.accuracy).toBe(EVALUATED.testAccuracy);
  // What a trial that was not kept is worth on the test samples nobody is told.
  expect(JSON.stringify(events)).not.toContain('"testAccuracy":1,');
  const { whole, findings } = verifyRun(join(bench.runsDir, runId));
  expect(findings.filter(({ found }) => found === 'altered')).toEqual([]);
  expect(whole).toBe(true);
});

test('a run that cannot keep so many trials any more fails', async () => {
  const search = sampleSearch({ trials: 2, keep: 2, ranges: RANGES });
  const runId = await bench.submit({ members: 2, validationSamples: 2, kinds: search });
  const worker = bench.connect();
  await diverge(worker);
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining("member 1 (group 'trial 1')"),
  });
});

test('C7: a coordinator that is started again chooses as its predecessor would have', async () => {
  const search = sampleSearch({ trials: 2, keep: 1, ranges: RANGES });
  const runId = await bench.submit({ members: 2, validationSamples: 2, kinds: search });
  const worker = bench.connect();
  await succeed(worker, validatedAs(HELD_OUT, [0.9, 0.9]));
  await bench.eventsUntil(runId, 'done');
  await bench.coordinator.stop();
  await bench.startCoordinator();
  await succeed(bench.connect({}, worker.reported), validatedAs(HELD_OUT, [0.6, 0.6]));
  await bench.eventsUntil(runId, 'finished');
  expect(reportOf(runId).search!.trials.map(({ kept }) => kept)).toEqual([true, false]);
});

test('verify finds predictions of a trial that was not kept altered, or gone', async () => {
  const search = sampleSearch({ trials: 2, keep: 1, ranges: RANGES });
  const runId = await bench.submit({ members: 2, validationSamples: 2, kinds: search });
  const worker = bench.connect();
  await succeed(worker, validatedAs(HELD_OUT, [0.9, 0.9]));
  await succeed(worker, validatedAs(HELD_OUT, [0.6, 0.6]));
  await bench.eventsUntil(runId, 'finished');
  const folder = join(bench.runsDir, runId);
  // Without the manifest, which knows of any file, the report and the events still do.
  rmSync(join(folder, 'manifest.json'));
  expect(verifyRun(folder).whole).toBe(true);
  rmSync(join(folder, 'validation', 'member-2.npy'));
  const texts = verifyRun(folder).findings.map(({ text }) => text);
  expect(texts.join('\n')).toContain('member-2.npy');
});
