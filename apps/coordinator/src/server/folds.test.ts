/** Members that leave out folds, their workers played: what is fitted is fitted on out-of-fold predictions. */
import { foldsOf } from '@chorus/run-config/folds';
import type { Report } from '@chorus/run-view';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyRun } from '../verify/verify-run.ts';
import { Bench, CLASSES, EVALUATED, PERFECT, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions, type FakeWorker } from './testing/fake-worker.ts';
import { validatedAs } from './testing/validated-as.ts';

const FOLDS = 3;
const FOLDS_IN_TURN = [1, 2, 3];

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

/** The next member succeeds: it gives the right class this probability on each sample of the fold that it left out. */
async function succeed(worker: FakeWorker, fold: number, right: number, isPerfect = false) {
  const { dataset } = bench;
  const all = Int32Array.from(dataset.train.labels);
  const folds = foldsOf(all, dataset.classes, FOLDS, 1);
  const labels = all.filter((_, row) => folds[row] === fold);
  const assignment = await worker.next('assignment');
  const predictions = isPerfect
    ? bench.perfectPredictions()
    : fakePredictions(TEST_SAMPLES, CLASSES);
  const worth = isPerfect ? PERFECT : EVALUATED;
  const validated = validatedAs(
    labels,
    Array.from(labels, () => right),
  );
  await worker.succeed(assignment, predictions, worth, validated);
}

/** Two groups of three members, of which the second is right out of fold, and the first on the test samples. */
async function trainGroups(): Promise<string> {
  const groups = [
    { name: 'poor', count: FOLDS },
    { name: 'good', count: FOLDS },
  ];
  const combining = { rule: 'greedy', calibration: 'temperature' } as const;
  const runId = await bench.submit({
    ...{ members: 2 * FOLDS, batchSize: 1, combining },
    kinds: { folds: FOLDS, groups },
  });
  const worker = bench.connect();
  for (const fold of FOLDS_IN_TURN) await succeed(worker, fold, 0.2, true);
  for (const fold of FOLDS_IN_TURN) await succeed(worker, fold, 0.9);
  await bench.eventsUntil(runId, 'finished');
  return join(bench.runsDir, runId);
}

test('C4: groups are weighed by what they predict out of fold, whatever the test samples say', async () => {
  const folder = await trainGroups();
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
  const { combination, accuracy } = report.ensemble;
  expect(combination!.weights).toEqual([0, 0, 0, 1, 1, 1].map((weight) => weight / FOLDS));
  // All that it says of these samples is right.
  expect(combination!.temperature).toBeLessThan(0.1);
  expect(accuracy).toBe(EVALUATED.testAccuracy);
  expect(report.rules).toMatchObject({
    declared: { rule: 'greedy', calibration: 'temperature' },
    samples: 6,
  });
  expect(report.rules!.validation[0]).toMatchObject({ rule: 'greedy', accuracy: 1 });
  expect(report.rules!.validation.map(({ rule }) => rule)).toContain('vote');
  expect(report.leaderboard!.rows[0]).toMatchObject({
    name: 'greedy with a temperature',
    members: [4, 5, 6],
    validation: { accuracy: 1 },
  });
  expect(report.leaderboard!.leaveOut).toBeNull();
});

test('verify fits again, and finds what was altered of the out-of-fold predictions', async () => {
  const left = await trainGroups();
  expect(verifyRun(left).whole).toBe(true);
  const report = readFileSync(join(left, 'report.json'), 'utf8');
  const changes: [path: string, change: (path: string) => void][] = [
    ...['member-1.npy', 'member-4.npy', 'labels.npy', 'folds.npy'].map(
      (name) => [join('validation', name), flipLastBit] as [string, typeof flipLastBit],
    ),
    ['validation/member-2.npy', (path) => rmSync(path)],
    ['report.json', (path) => writeFileSync(path, report.replace('0.3333333333333333,', '0.25,'))],
  ];
  for (const [path, change] of changes) {
    const run = `${left}.copy`;
    cpSync(left, run, { recursive: true });
    change(join(run, path));
    expect.soft(alteredIn(run).join('\n')).toContain(path);
    // Without the manifest, which knows of any file, what the files say of each other still tells.
    rmSync(join(run, 'manifest.json'));
    expect.soft(alteredIn(run), path).not.toEqual([]);
    rmSync(run, { recursive: true });
  }
});

test('members that are no whole sweeps of folds are summed, and no rules are compared', async () => {
  const runId = await bench.submit({ members: 4, batchSize: 1, kinds: { folds: FOLDS } });
  const worker = bench.connect();
  for (const fold of [...FOLDS_IN_TURN, 1]) await succeed(worker, fold, 0.9);
  await bench.eventsUntil(runId, 'finished');
  const folder = join(bench.runsDir, runId);
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
  expect(report).not.toHaveProperty('rules');
  expect(report.ensemble.combination).toEqual({ rule: 'sum' });
  expect(verifyRun(folder).whole).toBe(true);
});

function flipLastBit(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
}

function alteredIn(run: string): string[] {
  const { findings } = verifyRun(run);
  return findings.filter(({ found }) => found === 'altered').map(({ text }) => text);
}
