/** The live page in a real browser. */
import { buildPage } from '@chorus/chorus';
import { COMMANDS } from '@chorus/command-line/commands';
import {
  Bench,
  CLASSES,
  EVALUATED,
  TEST_SAMPLES,
  fakePredictions,
  type FakeWorker,
} from '@chorus/coordinator/testing';
import { required, type AttemptRef, type Assignment } from '@chorus/proto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { OpenPage } from './browser.ts';
import { browserForTests } from './browser-for-tests.ts';
import { FaultProxy } from './fault-proxy.ts';
import { TestCluster } from './test-cluster.ts';

/** Pictures of a page take a busy machine longer than the second that `poll` would wait. */
const eventually = <Value>(probe: () => Promise<Value>) => expect.poll(probe, { timeout: 20_000 });

const browser = browserForTests();
let pageDir: string;

beforeAll(async () => {
  if (browser.isThere) pageDir = await buildPage(() => {});
});

/** A coordinator that serves the page; workers are played. */
function startBench(lostAfterMs?: number): Promise<Bench> {
  const http = { listen: '127.0.0.1:0', pageDir };
  return Bench.start({ http, ...(lostAfterMs !== undefined && { lostAfterMs }) });
}

function openRun(address: string, runId: string): Promise<OpenPage> {
  return browser.open(`http://${address}/#/runs/${runId}`);
}

/** A worker that has begun to train a member. */
async function begin(worker: FakeWorker): Promise<{ ref: AttemptRef; assignment: Assignment }> {
  const assignment = await worker.next('assignment');
  const ref = required(assignment.attempt, 'attempt');
  worker.report(ref, { started: { backend: 'fake', device: 'Tesla T4' } });
  return { ref, assignment };
}

function reportEpoch(worker: FakeWorker, ref: AttemptRef, epoch: number): void {
  const figures = { loss: 2 / epoch, accuracy: 1 - 0.8 / epoch, seconds: 2 + (epoch % 3) };
  worker.report(ref, { epoch: { epoch, ...figures, samplesPerSecond: 900 } });
}

async function finish(worker: FakeWorker, ref: AttemptRef, assignment: Assignment): Promise<void> {
  worker.report(ref, { predicting: {} });
  const files = await worker.uploadResult(assignment, fakePredictions(TEST_SAMPLES, CLASSES));
  worker.report(ref, { result: { ...EVALUATED, ...files } });
}

test(
  'a real run is followed from before its beginning to its result',
  { timeout: 180_000 },
  async () => {
    await using cluster = await TestCluster.start({ pageDir });
    const opened = await browser.open(`http://${cluster.httpAddress}/`);
    await opened.showsText('No runs yet');
    await opened.showsText(`${COMMANDS.chorus} train --coordinator HOST:PORT`);
    cluster.startWorker();
    const runId = await cluster.submit({ members: 2, epochs: 3 });
    await (await opened.shows('link', runId)).click();
    const { report } = await cluster.finish(runId);
    await opened.showsText('complete');
    const accuracy = report.ensemble.accuracy.toFixed(4);
    await opened.showsText(accuracy);
    await opened.shows(
      'img',
      new RegExp(`^Test accuracy by number of members.* ${accuracy} with 2`),
    );
    for (const { member, testAccuracy } of report.members) {
      await opened.shows('row', new RegExp(`^${member} .*3/3 done .*${testAccuracy.toFixed(4)}`));
    }
    const samples = opened.page.getByRole('region', { name: 'Samples' }).getByRole('img');
    expect(await samples.count()).toBe(10);
    await eventually(() =>
      samples.evaluateAll((all) =>
        all.every((image) => 'naturalWidth' in image && image.naturalWidth),
      ),
    ).toBe(true);
    expect(await opened.inspect('run-succeeded')).toEqual([]);
    expect(opened.complaints).toEqual([]);
  },
);

test('curves grow with every epoch', async () => {
  await using bench = await startBench();
  const worker = bench.connect();
  const runId = await bench.submit({ epochs: 5 });
  const { ref } = await begin(worker);
  const opened = await openRun(bench.coordinator.httpAddress!, runId);
  const reached: number[] = [];
  for (let epoch = 1; epoch <= 5; epoch++) {
    reportEpoch(worker, ref, epoch);
    const curve = await opened.shows(
      'img',
      new RegExp(`Loss by epoch.* up to epoch ${epoch} of 5`),
    );
    const before = reached.at(-1) ?? 0;
    await eventually(() => opened.reachOf(curve)).toBeGreaterThan(before);
    reached.push(await opened.reachOf(curve));
  }
  expect(reached.at(-1)).toBeGreaterThan(0.9);
  expect(opened.complaints).toEqual([]);
});

test('the ensemble so far is shown as members finish, and why a run ends early', async () => {
  await using bench = await startBench();
  const worker = bench.connect();
  const runId = await bench.submit({
    members: 4,
    validationSamples: 2,
    stopWhenGainBelow: 0.01,
  });
  const opened = await openRun(bench.coordinator.httpAddress!, runId);
  const finishNext = async () => {
    const { ref, assignment } = await begin(worker);
    reportEpoch(worker, ref, 1);
    await finish(worker, ref, assignment);
  };
  await finishNext();
  await opened.shows('columnheader', 'Validation accuracy');
  await opened.showsText(/^ensemble of 1: validation accuracy 0.0000/);
  await finishNext();
  await opened.shows('img', 'Validation accuracy by number of members: 1: 0.0000, 2: 0.0000');
  await opened.showsText(/^The run ends early with 2 members: the next is expected to add 0.0000/);
  await opened.shows('columnheader', 'Test accuracy');
  await opened.shows('row', new RegExp(`^1 .*done .*${EVALUATED.testAccuracy.toFixed(4)}`));
  await opened.shows('row', /^4 .*cancelled/);
  await opened.showsText(/, 1 epoch, batch /);
  const bar = await opened.shows('progressbar', 'epochs trained');
  expect(await bar.getAttribute('aria-valuenow')).toBe('100');
  expect(await opened.inspect('ensemble-so-far')).toEqual([]);
  expect(opened.complaints).toEqual([]);
});

test('C6, STREAM-1: a connection that breaks in the middle loses no epoch and shows none twice', async () => {
  await using bench = await startBench();
  const direct = bench.coordinator.httpAddress!;
  const proxy = await FaultProxy.start(direct);
  try {
    const worker = bench.connect();
    const runId = await bench.submit({ epochs: 6 });
    const { ref, assignment } = await begin(worker);
    const opened = await openRun(proxy.address, runId);
    for (const epoch of [1, 2]) reportEpoch(worker, ref, epoch);
    await opened.shows('row', /^1 .*2\/6 training/);

    proxy.target = '127.0.0.1:1';
    proxy.cut();
    await opened.showsText('connection lost, trying again');
    for (const epoch of [3, 4]) reportEpoch(worker, ref, epoch);
    proxy.target = direct;
    await opened.shows('row', /^1 .*4\/6 training/);
    await opened.showsText('live');
    for (const epoch of [5, 6]) reportEpoch(worker, ref, epoch);
    await finish(worker, ref, assignment);
    await opened.showsText('complete');

    await opened.page.getByRole('button', { name: '1', exact: true }).click();
    const epochs = opened.page.getByRole('region', { name: 'Epochs of member 1' });
    expect(await epochs.getByRole('rowheader').allInnerTexts()).toEqual([...'123456']);
    const lines = await opened.page.getByRole('log').getByRole('paragraph').allInnerTexts();
    expect(lines.filter((line) => line.includes(', seed '))).toHaveLength(1);
  } finally {
    await proxy.close();
  }
});

test('a worker that is killed shows up: first as away, then as the failure of its member', async () => {
  await using bench = await startBench(4_000);
  const worker = bench.connect({ workerId: 'gpu-box' });
  const runId = await bench.submit({ members: 2, epochs: 4 });
  const { ref } = await begin(worker);
  for (const epoch of [1, 2]) reportEpoch(worker, ref, epoch);
  const workers = await browser.open(`http://${bench.coordinator.httpAddress}/#/workers`);
  await workers.showsText('2/4');
  worker.vanish();
  await workers.showsText('away');
  const opened = await openRun(bench.coordinator.httpAddress!, runId);
  const failures = await opened.shows('region', 'Failures');
  const text = await failures.innerText();
  expect(text).toContain('member 1, attempt 1 worker lost it is tried again');
  expect(text).toContain('go on elsewhere by themselves');
  await opened.shows('row', /^1 .*2\/4 waiting/);
  await opened.page.getByRole('button', { name: '1', exact: true }).click();
  await opened.shows('region', 'Epochs of member 1');
  expect(await opened.inspect('run-live')).toEqual([]);
  expect([...workers.complaints, ...opened.complaints]).toEqual([]);
});

test('axe-core finds nothing against the lists of runs and workers', async () => {
  await using bench = await startBench();
  const worker = bench.connect({ workerId: 'gpu-box', slots: 3 });
  const runIds = [await bench.submit({ epochs: 9 }), await bench.submit({ epochs: 9 })];
  for (let begun = 0; begun < runIds.length; begun++) {
    const { ref } = await begin(worker);
    for (const epoch of [1, 2, 3, 4]) reportEpoch(worker, ref, epoch);
  }
  const origin = `http://${bench.coordinator.httpAddress}`;
  const workers = await browser.open(`${origin}/#/workers`);
  await workers.showsText('4/9');
  expect(await workers.inspect('workers')).toEqual([]);
  const runs = await browser.open(origin);
  await runs.shows('link', runIds[1]!);
  expect(await runs.inspect('runs')).toEqual([]);
  expect([...workers.complaints, ...runs.complaints]).toEqual([]);
});

describe('the log', () => {
  test('is filtered by member, level and text, and follows its end until told not to', async () => {
    await using bench = await startBench();
    const worker = bench.connect({ slots: 2 });
    const runId = await bench.submit({ members: 2 });
    const refs = [(await begin(worker)).ref, (await begin(worker)).ref];
    const say = (ref: AttemptRef, level: string, message: string) =>
      worker.report(ref, { log: { level, message, timeMs: Date.now() } }, 0);
    for (let line = 1; line <= 30; line++) say(refs[0]!, 'info', `line ${line}`);
    say(refs[1]!, 'warn', 'the fan is loud');
    const opened = await openRun(bench.coordinator.httpAddress!, runId);
    const { page } = opened;
    const log = page.getByRole('log');
    const lines = log.getByRole('paragraph');
    await opened.showsText('the fan is loud');
    const isAtEnd = () =>
      log.evaluate((list) => list.scrollTop + list.clientHeight >= list.scrollHeight - 1);
    await eventually(isAtEnd).toBe(true);

    await page.getByLabel('From level').selectOption('warn');
    await eventually(() => lines.count()).toBe(1);
    await page.getByLabel('From level').selectOption('info');
    await page.getByRole('combobox', { name: 'Member' }).selectOption('1');
    await page.getByLabel('Containing').fill('LINE 3');
    await eventually(() => lines.allInnerTexts()).toHaveLength(2); // 3 and 30
    await page.getByLabel('Containing').fill('');

    await page.getByLabel('Follow').uncheck();
    await log.evaluate((list) => (list.scrollTop = 0));
    say(refs[0]!, 'info', 'one more');
    await opened.showsText('one more');
    expect(await isAtEnd()).toBe(false);
  });
});

test('by keyboard alone one comes to the content, and from a run to a member and back', async () => {
  await using bench = await startBench();
  const runId = await bench.submit({ members: 2 });
  const opened = await openRun(bench.coordinator.httpAddress!, runId);
  const { keyboard } = opened.page;
  await opened.shows('row', /^1 /);
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  const isFocused = opened.page.locator('#content:focus');
  await isFocused.waitFor();
  const member = opened.page.locator('th > button:focus');
  for (let presses = 0; presses < 5 && (await member.count()) === 0; presses++) {
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter');
  await opened.shows('region', 'Epochs of member 1');
  await keyboard.press('Enter');
  await eventually(() => opened.page.getByRole('region', { name: /^Epochs of/ }).count()).toBe(0);
});

test('the address of a run that cannot be is answered in words', async () => {
  await using bench = await startBench();
  const origin = `http://${bench.coordinator.httpAddress}`;
  const mistyped = await browser.open(`${origin}/#/runs/%`);
  await mistyped.showsText('There is no such run here.');
  const compared = await browser.open(`${origin}/#/compare/%,%zz`);
  await compared.showsText("there is no run %: 'chorus runs' lists those there are");
});
