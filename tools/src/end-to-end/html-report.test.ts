/** The report.html that a run leaves, opened from disk in a real browser. */
import { prepareReports } from '@chorus/chorus';
import {
  Bench,
  CLASSES,
  EVALUATED,
  PERFECT,
  TEST_SAMPLES,
  type Submission,
  fakePredictions,
  type FakeWorker,
} from '@chorus/coordinator/testing';
import { required } from '@chorus/proto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { browserForTests } from './browser-for-tests.ts';

/** A4 less its margins, in CSS pixels. */
const PAPER_WIDTH = 703;
const HOSTILE = '</script><img src="x" onerror="document.title = \'taken over\'">';

let bench: Bench;
let worker: FakeWorker;
let warnings: string[];

beforeEach(async () => {
  bench = await Bench.start();
  await restart();
  worker = bench.connect({ workerId: `box ${HOSTILE}` });
  return () => bench[Symbol.asyncDispose]();
});

async function restart(): Promise<void> {
  await bench.coordinator.stop();
  warnings = [];
  const warn = (message: string) => warnings.push(message);
  await bench.startCoordinator({ observers: await prepareReports(bench.runsDir, () => {}, warn) });
}

function reportOf(runId: string): string {
  return join(bench.runsDir, runId, 'report.html');
}

interface Training extends Submission {
  /** Whether epochs have all the figures that there are. */
  readonly isMeasured?: boolean;
}

/** A run of five epochs, with an attempt that fails. @returns its id */
async function train({ isMeasured = false, ...change }: Training = {}): Promise<string> {
  const runId = await bench.submit({ epochs: 5, ...change });
  const first = required((await worker.next('assignment')).attempt, 'attempt');
  worker.report(first, { failure: { kind: 'trainer-crashed', message: `it said ${HOSTILE}` } });
  const assignment = await worker.next('assignment');
  const ref = required(assignment.attempt, 'attempt');
  worker.report(ref, { started: { backend: 'fake', device: 'Tesla T4' } });
  for (let epoch = 1; epoch <= 5; epoch++) {
    const figures = { loss: 2 / epoch, accuracy: 1 - 0.8 / epoch, seconds: 2 };
    const further = {
      ...{ learningRate: 0.001, gradientNorm: 1.5 },
      ...{ validationLoss: 2.5 / epoch, validationAccuracy: 1 - 1 / epoch },
    };
    const told = { ...figures, ...(isMeasured && further) };
    worker.report(ref, { epoch: { epoch, ...told, samplesPerSecond: 900 } });
  }
  worker.report(ref, { predicting: {} });
  const files = await worker.uploadResult(assignment, fakePredictions(TEST_SAMPLES, CLASSES));
  worker.report(ref, { result: { ...EVALUATED, ...files } });
  await bench.eventsUntil(runId, 'finished');
  return runId;
}

/** Right on every test image, with another confidence each: many bins of the calibration are filled. */
function variedPredictions() {
  const confidences = Array.from({ length: TEST_SAMPLES }, (_, image) => 0.4 + image / 20);
  const { labels } = bench.dataset.test;
  const predictions = Float32Array.from({ length: TEST_SAMPLES * CLASSES }, (_, index) => {
    const image = Math.floor(index / CLASSES);
    const confidence = confidences[image]!;
    return labels[image] === index % CLASSES ? confidence : (1 - confidence) / (CLASSES - 1);
  });
  const losses = confidences.map((confidence) => -Math.log(confidence));
  const testLoss = losses.reduce((sum, loss) => sum + loss, 0) / TEST_SAMPLES;
  return { predictions, evaluated: { testLoss, testAccuracy: 1 } };
}

describe('in a browser', () => {
  const browser = browserForTests();
  const open = (runId: string) => browser.open(pathToFileURL(reportOf(runId)).href);

  test('it shows curves, pictures and failures, asks for nothing, and runs nobody else’s script', async () => {
    const runId = await train();
    const opened = await open(runId);
    await opened.showsText(`it said ${HOSTILE}`);
    await opened.shows('row', new RegExp(`^1 .*5/5 done .*${EVALUATED.testAccuracy.toFixed(4)}`));
    for (const title of ['Loss', 'Accuracy']) {
      const curve = await opened.shows(
        'img',
        new RegExp(`^${title} by epoch.* up to epoch 5 of 5`),
      );
      await expect.poll(() => opened.reachOf(curve), { timeout: 20_000 }).toBeGreaterThan(0.9);
    }
    const samples = opened.page.getByRole('region', { name: 'Samples' }).getByRole('img');
    expect(
      await samples.evaluateAll((all) =>
        all.map((image) => 'naturalWidth' in image && image.naturalWidth),
      ),
    ).toEqual(Array(10).fill(16));
    expect(await opened.inspect('report')).toEqual([]);
    expect(await opened.page.title()).toBe(`${runId} · Chorus`);
    expect(opened.complaints).toEqual([]);
    expect(opened.requests).toEqual([opened.page.url()]);
  });

  test('it draws training and validation apart, and tells a member’s learning rate and gradient', async () => {
    const opened = await open(await train({ isMeasured: true }));
    for (const title of ['Training loss', 'Training accuracy']) {
      await opened.shows('img', new RegExp(`^${title} by epoch.* up to epoch 5 of 5`));
    }
    const loss = /^Validation loss by epoch.* the newest values are 0.5000 to 0.5000/;
    const curve = await opened.shows('img', loss);
    await expect.poll(() => opened.reachOf(curve), { timeout: 20_000 }).toBeGreaterThan(0.9);
    await opened.shows('img', /^Validation accuracy by epoch.* the newest values are 0.8000 to/);
    await opened.page.getByRole('button', { name: '1', exact: true }).click();
    await opened.shows('columnheader', 'Validation accuracy');
    await opened.shows('row', '5 0.4000 0.8400 0.5000 0.8000 0.001 1.5 2.0 900');
    expect(opened.complaints).toEqual([]);
    for (const colorScheme of ['light', 'dark'] as const) {
      await opened.page.emulateMedia({ colorScheme });
      await opened.shoot(`report-validation-${colorScheme}`);
    }
  });

  test('the names of groups stand beside what follows them, however long they are', async () => {
    const groups = ['short', 'networks without convolutions and with many dense layers'].map(
      (name) => ({ name, count: 1 }),
    );
    const runId = await bench.submit({ members: 2, kinds: { groups } });
    for (let member = 1; member <= 2; member++) {
      const assignment = await worker.next('assignment');
      await worker.succeed(assignment, bench.perfectPredictions(), PERFECT);
    }
    await bench.eventsUntil(runId, 'finished');
    const opened = await open(runId);
    for (const { name } of groups) {
      const row = await opened.shows('row', new RegExp(` ${name} `));
      const [group, progress] = ['.group', '.progress'].map((part) => row.locator(part));
      const [left, right] = [await group!.boundingBox(), await progress!.boundingBox()];
      expect(left!.x + left!.width).toBeLessThanOrEqual(right!.x);
      expect(await group!.getAttribute('title')).toBe(name);
    }
    await opened.shoot('report-groups');
  });

  test('on paper it is light, has nothing to press, and cuts nothing off', async () => {
    const opened = await open(await train());
    const { page } = opened;
    await opened.shows('row', /^1 .*5\/5 done/);
    await page.setViewportSize({ width: PAPER_WIDTH, height: 1000 });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await opened.shoot('report-printed');
    const found = await page.evaluate<{ paper: string; cut: string[] }>(`({
      paper: getComputedStyle(document.body).backgroundColor,
      cut: [...document.querySelectorAll('main, .panel, .scroller, .plot, .log')]
        .filter((e) => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight)
        .map((e) => e.className + ' ' + e.textContent.slice(0, 60)),
    })`);
    expect(found).toEqual({ paper: 'rgb(255, 255, 255)', cut: [] });
    expect(await page.locator('select:visible, input:visible').count()).toBe(0);
    const sheet = await page.pdf({ preferCSSPageSize: true });
    expect(sheet.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45]\S* 84[12]/);
  });

  test('on paper it is whole, also when it is printed before its next frame', async () => {
    const opened = await open(await train());
    await opened.page.setViewportSize({ width: PAPER_WIDTH, height: 1000 });
    await opened.page.emulateMedia({ media: 'print' });
    await opened.page.addInitScript('requestAnimationFrame = () => 0');
    await opened.page.reload();
    const row = opened.page.getByRole('row', { name: /^1 .*5\/5 done/ });
    expect(await row.count()).toBe(0);
    await opened.page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await row.count()).toBe(1);
    const curve = await opened.shows('img', /^Loss by epoch/);
    await expect.poll(() => opened.reachOf(curve), { timeout: 20_000 }).toBeGreaterThan(0.9);
  });

  test('on a wide screen its cards use all their room', async () => {
    const runId = await bench.submit({ members: 3, validationSamples: 2 });
    const { predictions, evaluated } = variedPredictions();
    for (let member = 1; member <= 3; member++) {
      await worker.succeed(await worker.next('assignment'), predictions, evaluated);
    }
    await bench.eventsUntil(runId, 'finished');
    const opened = await open(runId);
    for (const title of ['Result', 'Ensemble so far', 'Calibration']) {
      const card = await opened.shows('region', title);
      expect(await opened.roomUsed(card), title).toBeGreaterThan(0.6);
    }
    expect(await opened.inspect('report-of-three')).toEqual([]);
  });

  test('that of a cancelled run says so, and shows how far it came', async () => {
    const runId = await bench.submit();
    await worker.next('assignment');
    await bench.ask((client, callback) => client.cancelRun({ runId }, callback));
    await bench.eventsUntil(runId, 'finished');
    const opened = await open(runId);
    await opened.shows('row', /^1 .*0\/1 cancelled/);
    await opened.showsText(/^it was cancelled/);
    expect(opened.complaints).toEqual([]);
  });
});

test('one that the coordinator had no time to write is written when it starts again', async () => {
  const runId = await train();
  const written = readFileSync(reportOf(runId), 'utf8');
  // The manifest comes last: a folder that has it stays as it is.
  for (const name of ['report.html', 'manifest.json']) rmSync(join(bench.runsDir, runId, name));
  await restart();
  expect(readFileSync(reportOf(runId), 'utf8')).toBe(written);
});

test('a report that cannot be written is told and harms no run', async () => {
  const runId = await bench.submit();
  mkdirSync(reportOf(runId));
  await worker.succeed(
    await worker.next('assignment'),
    fakePredictions(TEST_SAMPLES, CLASSES),
    EVALUATED,
  );
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({ type: 'finished', status: 'succeeded' });
  expect(warnings).toEqual([expect.stringContaining(`run ${runId} leaves no report.html: `)]);
  expect(existsSync(join(bench.runsDir, runId, 'report.json'))).toBe(true);
});
