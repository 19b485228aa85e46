/** Runs side by side on the live page, in a real browser. */
import { buildPage } from '@chorus/chorus';
import {
  Bench,
  CLASSES,
  EVALUATED,
  PERFECT,
  TEST_SAMPLES,
  fakePredictions,
  type FakeWorker,
} from '@chorus/coordinator/testing';
import { required } from '@chorus/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserForTests } from './browser-for-tests.ts';

const browser = browserForTests();
let bench: Bench;
let worker: FakeWorker;
let origin: string;
/** Right on a third of the test samples; right on all of them. */
let poor: string;
let perfect: string;

beforeAll(async () => {
  if (!browser.isThere) return;
  bench = await Bench.start({
    http: { listen: '127.0.0.1:0', pageDir: await buildPage(() => {}) },
  });
  origin = `http://${bench.coordinator.httpAddress}`;
  worker = bench.connect({ workerId: 'gpu-box' });
  poor = await train(fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED, 2);
  perfect = await train(bench.perfectPredictions(), PERFECT, 4);
});
afterAll(() => bench?.[Symbol.asyncDispose]());

async function train(
  predictions: Float32Array,
  evaluated: typeof EVALUATED,
  batchSize: number,
): Promise<string> {
  const runId = await bench.submit({ batchSize });
  await worker.succeed(await worker.next('assignment'), predictions, evaluated);
  await bench.eventsUntil(runId, 'finished');
  return runId;
}

test('by keyboard alone two runs are ticked and compared, with what is more than chance', async () => {
  const opened = await browser.open(origin);
  const { page } = opened;
  const row = await opened.shows('row', poor);
  await row.getByRole('checkbox').focus();
  await page.keyboard.press('Space');
  expect(await page.getByRole('link', { name: /^Compare/ }).count()).toBe(0);
  await page.getByRole('checkbox', { name: perfect }).focus();
  await page.keyboard.press('Space');
  expect(await opened.inspect('runs-ticked')).toEqual([]);
  await (await opened.shows('link', 'Compare 2 runs')).focus();
  await page.keyboard.press('Enter');

  const ensembles = await opened.shows('region', 'Ensembles on the same test samples');
  const said = await ensembles.innerText();
  expect(said).toContain('B against A');
  expect(said).toContain('+0.6667, p = 0.0078: more than chance');
  expect(said).toContain('8 are right only with B, 0 only with A');
  expect(new URL(page.url()).hash).toBe(`#/compare/${poor},${perfect}`);
  await opened.shows('row', /^A .* succeeded shapes \(synthetic\)/);
  await opened.shows('row', 'ensemble 0.3333 1.0000');
  await opened.shows('row', 'batchSize 2 4');
  await opened.shows('img', /^Loss by epoch.*: A 1\.0000 in epoch 1, B 1\.0000 in epoch 1$/);
  expect(opened.complaints).toEqual([]);
});

test('a run that goes on is compared as it goes; axe-core finds nothing', async () => {
  const runId = await bench.submit({ members: 2, epochs: 9 });
  const assignment = await worker.next('assignment');
  const ref = required(assignment.attempt, 'attempt');
  worker.report(ref, { started: { backend: 'fake', device: 'Tesla T4' } });
  const opened = await browser.open(`${origin}/#/compare/${runId},${poor},${perfect}`);
  await opened.shows('img', /^Loss by epoch.*: A no epoch yet, B 1\.0000 in epoch 1/);
  for (let epoch = 1; epoch <= 8; epoch++) {
    const figures = { loss: 2 / epoch, accuracy: 1 - 0.8 / epoch, seconds: 2 };
    worker.report(ref, { epoch: { epoch, ...figures, samplesPerSecond: 900 } });
  }
  await opened.shows('img', /^Accuracy by epoch.*: A 0\.9000 in epoch 8/);
  await opened.showsText(`not comparable: run ${runId} has no result yet`);
  await opened.shows('row', 'samples/s, a member 900 9 9');
  expect(await opened.inspect('compare')).toEqual([]);
  expect(opened.complaints).toEqual([]);
});

test('a run that is not there is named', async () => {
  const opened = await browser.open(`${origin}/#/compare/${poor},nobody`);
  await opened.showsText('there is no run nobody');
});
