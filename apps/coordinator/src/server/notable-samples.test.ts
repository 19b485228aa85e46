import { datasetFilePath, writeDatasetFile } from '@chorus/data';
import { RunFolder } from '@chorus/run-files';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyRun } from '../verify/verify-run.ts';
import { Bench, CLASSES, EVALUATED, PERFECT, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions, type FakeWorker } from './testing/fake-worker.ts';

let bench: Bench;
let worker: FakeWorker;
let warnings: string[];

beforeEach(async () => {
  warnings = [];
  bench = await Bench.start({ warn: (message) => warnings.push(message) });
  worker = bench.connect();
});
afterEach(() => bench[Symbol.asyncDispose]());

/** Ends a run of a member that is always right and one that says the first class of everything. */
async function finish(runId: string): Promise<RunFolder> {
  const uniform = fakePredictions(TEST_SAMPLES, CLASSES);
  await worker.succeed(await worker.next('assignment'), uniform, EVALUATED);
  await worker.succeed(await worker.next('assignment'), bench.perfectPredictions(), PERFECT);
  await bench.eventsUntil(runId, 'finished');
  return new RunFolder(bench.runsDir, runId);
}

function samplePath({ path }: RunFolder, index: number): string {
  return join(path, 'samples', `test-${index}.png`);
}

test('pictures of the samples that members disagree about are kept with the run, and verified', async () => {
  const folder = await finish(await bench.submit({ members: 2 }));
  const { disputed } = folder.readReport().notable!;
  const isDisputed = (label: number) => label > 0;
  const { labels } = bench.dataset.test;
  const expected = [...labels.keys()].filter((index) => isDisputed(labels[index]!));
  expect(disputed.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(expected);
  for (const { index, picture } of disputed) {
    expect(picture).toBe(true);
    expect(folder.hasSample(index)).toBe(true);
  }
  expect(verifyRun(folder.path)).toMatchObject({ whole: true });
  const path = samplePath(folder, disputed[0]!.index);
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from('x')]));
  expect(verifyRun(folder.path)).toMatchObject({ whole: false });
  expect(warnings).toEqual([]);
});

test('they have the names of their files, where the dataset knows them', async () => {
  const { dataset, folder } = bench;
  const testNames = Array.from(dataset.test.labels, (_, index) => `test/${index}.png`);
  await writeDatasetFile({ ...dataset, testNames }, datasetFilePath(folder, dataset.sha256));
  const left = await finish(await bench.submit({ members: 2 }));
  const { disputed } = left.readReport().notable!;
  for (const { index, name } of disputed) expect(name).toBe(`test/${index}.png`);
  expect(verifyRun(left.path)).toMatchObject({ whole: true });
});

test('a run whose dataset is gone when it is summed up has its report without them', async () => {
  const runId = await bench.submit({ members: 2 });
  const { sha256 } = bench.dataset;
  rmSync(datasetFilePath(bench.folder, sha256));
  const folder = await finish(runId);
  const { notable, samples } = folder.readReport();
  expect(samples).toHaveLength(10);
  expect(notable!.disputed).toHaveLength(8);
  for (const { picture } of notable!.disputed) expect(picture).toBeUndefined();
  expect(verifyRun(folder.path)).toMatchObject({ whole: true });
  expect(warnings).toEqual([
    `the report of run ${runId} shows no notable samples: the coordinator has no dataset ${sha256}: submit the run again, which sends it`,
  ]);
});
