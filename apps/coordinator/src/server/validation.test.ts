/** Runs with a validation set, their workers played. */
import { bytesOf } from '@chorus/data';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '@chorus/run-view';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions, type FakeWorker } from './testing/fake-worker.ts';

const VALIDATED = { validationSamples: 2 };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

async function succeed(worker: FakeWorker, members = 1): Promise<void> {
  for (let member = 0; member < members; member++) {
    const assignment = await worker.next('assignment');
    await worker.succeed(assignment, fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED);
  }
}

function reportOf(runId: string): Report {
  return JSON.parse(readFileSync(join(bench.runsDir, runId, 'report.json'), 'utf8')) as Report;
}

test('the test set stays sealed until the run has ended: no event says what a member is worth there', async () => {
  const worker = bench.connect();
  const runId = await bench.submit({ members: 2, ...VALIDATED });
  await succeed(worker, 2);
  const events = await bench.eventsUntil(runId, 'finished');
  expect(JSON.stringify(events.slice(0, -1))).not.toMatch(/test_?(loss|accuracy)/i);
  const [done] = events.filter(({ type }) => type === 'done');
  expect(done).toMatchObject({ validation: { loss: expect.closeTo(Math.log(3), 6), accuracy: 0 } });
  const { members } = reportOf(runId);
  expect(members).toMatchObject(
    Array(2).fill({ testAccuracy: EVALUATED.testAccuracy, validationAccuracy: 0 }),
  );
  const kept = readFileSync(join(bench.runsDir, runId, 'events.jsonl'), 'utf8').trim();
  expect(kept.split('\n').map((line) => JSON.parse(line))).toEqual(events);
});

test('C7: a coordinator that is started again goes on with the validations of its predecessor', async () => {
  const worker = bench.connect();
  const runId = await bench.submit({ members: 4, ...VALIDATED, stopWhenGainBelow: 0.5 });
  await succeed(worker);
  const before = await bench.eventsUntil(runId, 'validated');
  await bench.coordinator.stop();
  await bench.startCoordinator();
  await succeed(bench.connect({ workerId: 'another' }));
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.slice(0, before.length)).toEqual(before);
  // All members are alike, so that the next one adds nothing.
  const { members, missing, validation } = reportOf(runId);
  expect(validation).toMatchObject({
    samples: 2,
    ensembles: [{ members: [1] }, { gain: { expected: 0 } }],
    // The two others are spared an epoch of a second each.
    stoppedEarly: {
      ...{ membersDone: 2, expectedGain: 0, stopWhenGainBelow: 0.5 },
      savedDeviceHours: 2 / 3600,
    },
  });
  expect(members).toHaveLength(2);
  expect(missing.map(({ kind }) => kind)).toEqual(['cancelled', 'cancelled']);
});

test('an early end waits for minMembers when the run asks for fewer than all', async () => {
  const worker = bench.connect();
  const faults = { minMembers: 3 };
  const runId = await bench.submit({ members: 5, ...VALIDATED, stopWhenGainBelow: 0.5, faults });
  await succeed(worker, 3);
  await bench.eventsUntil(runId, 'finished');
  expect(reportOf(runId).members).toHaveLength(3);
});

describe('validation predictions are refused', () => {
  const good = fakePredictions(VALIDATED.validationSamples, CLASSES);

  test.each([
    ['for another dataset', good, { datasetSha256: '0'.repeat(64) }],
    ['when there are as many as test samples', fakePredictions(TEST_SAMPLES, CLASSES), {}],
    ['when a row does not sum to 1', good.with(1, 0.9), {}],
  ])('%s', async (_, predictions, change) => {
    const worker = bench.connect();
    await bench.submit(VALIDATED);
    const assignment = await worker.next('assignment');
    const upload = worker.upload(
      assignment,
      'VALIDATION_PREDICTIONS',
      bytesOf(predictions),
      change,
    );
    await expect(upload).rejects.toMatchObject({ code: 'invalid' });
  });
});

test('a result without what its run validates fails the attempt', async () => {
  const worker = bench.connect();
  const runId = await bench.submit(VALIDATED);
  const assignment = await worker.next('assignment');
  const ref = assignment.attempt!;
  worker.report(ref, { started: { backend: 'fake', device: 'none' } });
  const epoch = { epoch: 1, loss: 1, accuracy: 0.5, seconds: 1, samplesPerSecond: 9 };
  worker.report(ref, { epoch });
  worker.report(ref, { predicting: {} });
  const predictions = fakePredictions(TEST_SAMPLES, CLASSES);
  const uploaded = await worker.uploadResult(assignment, predictions);
  const { predictionsSha256, topologySha256, weightsSha256 } = uploaded;
  const files = { predictionsSha256, topologySha256, weightsSha256 };
  worker.report(ref, { result: { ...EVALUATED, ...files } });
  const [lost] = (await bench.eventsUntil(runId, 'lost')).slice(-1);
  expect(lost).toMatchObject({ reason: expect.stringContaining('result.validation') });
});

test('a run that cannot hold out so much, or ends early without, is refused', async () => {
  const tooMany = bench.submit({ validationSamples: 7 });
  await expect(tooMany).rejects.toThrow('config.dataset.validationSplit');
  const none = bench.submit({ stopWhenGainBelow: 0.1 });
  await expect(none).rejects.toThrow('config.combining.stopWhenGainBelow needs --validation-split');
  const never = bench.submit({ ...VALIDATED, stopWhenGainBelow: 1 });
  await expect(never).rejects.toThrow(
    "'config.combining.stopWhenGainBelow' must be a number above 0, below 1, not 1",
  );
  expect(readdirSync(bench.runsDir)).toEqual([]);
});
