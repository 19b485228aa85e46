/** The live page with more members and epochs than anyone looks at. */
import { buildPage } from '@chorus/chorus';
import { startHttpServer, type KeptBody, Run } from '@chorus/coordinator';
import { sampleConfig } from '@chorus/run-config/testing';
import { RunFolder } from '@chorus/run-files';
import { assigned, done, submitted, training, sampleFacts } from '@chorus/run-view/testing';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { NO_BROWSER, OpenPage, startBrowser } from './browser.ts';

const MEMBERS = 200;
const EPOCHS = 100;
/** Epochs that the page finds when it is opened; the others come while it is watched. */
const EPOCHS_BEFORE = 80;
const LIVE_EPOCH_INTERVAL_MS = 150;
const MOST_FRAME_MS = 100;

test(`${MEMBERS} members and ${EPOCHS} epochs are drawn with no frame above ${MOST_FRAME_MS} ms`, async ({
  skip,
}) => {
  await using browser = await startBrowser();
  if (!browser) skip(NO_BROWSER);
  const folder = mkdtempSync(join(tmpdir(), 'chorus-page-'));
  const run = new Run('run-1', configOf(), [], new RunFolder(folder, 'run-1'), true);
  run.open({ labels: new Int32Array(1), samples: [], facts: sampleFacts() });
  append(run, { ...submitted(MEMBERS), config: configOf() } as KeptBody);
  for (const member of all(MEMBERS)) append(run, assigned(member), training(member));
  for (const epoch of all(EPOCHS_BEFORE)) appendEpoch(run, epoch);
  const server = await startHttpServer(
    { listen: '127.0.0.1:0', pageDir: await buildPage(() => {}) },
    { runs: [run], run: () => run, workers: () => [] },
  );
  try {
    const opened = await OpenPage.open(browser!, `http://${server.address}/`);
    await opened.shows('link', 'run-1');
    await browser!.startTracing(opened.page, { categories: ['toplevel'] });
    await opened.page.getByRole('link', { name: 'run-1' }).click();
    await opened.page.locator('[aria-label*="up to epoch 80 of"]').first().waitFor();
    for (let epoch = EPOCHS_BEFORE + 1; epoch <= EPOCHS; epoch++) {
      appendEpoch(run, epoch);
      await delay(LIVE_EPOCH_INTERVAL_MS);
    }
    for (const member of all(MEMBERS)) append(run, done(member));
    await opened.page.locator('[aria-label*="up to epoch 100 of"]').first().waitFor();
    const frames = framesOf(await browser!.stopTracing());
    await opened.shows('row', /^200 .*100\/100 done/);
    expect(frames[0]).toBeGreaterThan(0);
    expect(frames[0]).toBeLessThan(MOST_FRAME_MS);
    await opened.shoot('run-of-200-light-1280');
  } finally {
    server.stop();
    await rm(folder, { recursive: true });
  }
});

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Time that the thread itself has run, in µs: the other processes of this machine do not count. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** How long the page's main thread was at work at a stretch, in ms, the longest first. */
function framesOf(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const mains = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid}/${tid}`);
  return traceEvents
    .filter(({ pid, tid }) => mains.includes(`${pid}/${tid}`))
    .map(({ tdur = 0 }) => tdur / 1000)
    .toSorted((one, other) => other - one);
}

function configOf() {
  return sampleConfig({ members: { count: MEMBERS }, training: { epochs: EPOCHS } });
}

function append(run: Run, ...bodies: object[]): void {
  for (const body of bodies) run.append(Date.now(), body as KeptBody);
}

function appendEpoch(run: Run, epoch: number): void {
  for (const member of all(MEMBERS)) {
    const loss = 2.3 * Math.exp(-epoch / (30 + member / 10)) + 0.05 * Math.sin(epoch * member);
    const figures = { loss, accuracy: 1 - loss / 2.4, seconds: 3, samplesPerSecond: 800 };
    append(run, { type: 'epoch', member, attempt: 1, epoch, ...figures });
  }
}

function all(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
