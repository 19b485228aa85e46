/**
 * `npm run screenshots`: trains six members of `configs/quickstart.yaml` on three workers, and writes
 * the README's pictures of the live page into `docs/images`. It takes some minutes, and needs Chromium.
 */
import { buildPage } from '@chorus/chorus';
import { ChorusProcess } from '@chorus/chorus/testing';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { NO_BROWSER, OpenPage, startBrowser } from '../end-to-end/browser.ts';
import { TestCluster } from '../end-to-end/test-cluster.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const IMAGES = join(ROOT, 'docs/images');
const RUN = ['--config', join(ROOT, 'configs/quickstart.yaml'), '--members', '6'];
const WORKERS = ['worker-1', 'worker-2', 'worker-3'];

/** The width of the pictures, and what they show around the outermost regions, in pixels. */
const WIDTH = 1280;
const MARGIN = 14;
/** The time that the page may need to show what is waited for: a slow machine trains that long. */
const PATIENCE_MS = 20 * 60_000;

const browser = await startBrowser();
if (!browser) {
  process.stderr.write(`screenshots: ${NO_BROWSER}\n`);
  process.exit(1);
}
try {
  await takeScreenshots(browser);
} finally {
  await browser.close();
}

async function takeScreenshots(browser: Browser): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  await using cluster = await TestCluster.start({ pageDir: await buildPage(say) });
  for (const name of WORKERS) cluster.startWorker(['--name', name]);
  const out = join(cluster.folder, 'client-runs');
  const place = ['--coordinator', cluster.address, '--out', out];
  const train = new ChorusProcess(['train', ...RUN, '--validation-split', '0.1', ...place]);
  await train.prints('/#/runs/');
  const [url] = /http:\S+/.exec(train.stdout)!;
  say(`the run can be watched at ${url}`);

  mkdirSync(IMAGES, { recursive: true });
  const run = await open(browser, url!);
  // The first three members are done, the other three are on their way.
  await run.shows('img', /^Validation accuracy by number of members.* 3: /);
  await run.shows('row', /^6 .* 6\/11 training/);
  await shoot(run, 'live-run', 'Members');
  const workers = await open(browser, new URL('#/workers', url).href);
  await workers.showsText('member 6');
  await shoot(workers, 'workers', 'worker-3');

  const { exitStatus, stderr } = await train.end();
  if (exitStatus !== 0) throw new Error(`the run has failed:\n${stderr}`);
  await run.showsText('complete');
  await shoot(run, 'result', 'Result');
  await shoot(run, 'classes', 'Accuracy by class', 'Samples');
}

async function open(browser: Browser, url: string): Promise<OpenPage> {
  const opened = await OpenPage.open(browser, url);
  opened.page.setDefaultTimeout(PATIENCE_MS);
  return opened;
}

/** Writes a picture of the page down to the region `last`, from its top or from the region `first`. */
async function shoot(opened: OpenPage, name: string, last: string, first?: string): Promise<void> {
  const top = first === undefined ? 0 : (await boxOf(opened, first)).y - MARGIN;
  const { y, height } = await boxOf(opened, last);
  const clip = { x: 0, y: top, width: WIDTH, height: y + height + MARGIN - top };
  await opened.page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage: true, clip });
}

/** Where a region lies, in pixels of a page that is not scrolled. */
async function boxOf(opened: OpenPage, region: string) {
  return (await (await opened.shows('region', region)).boundingBox())!;
}
