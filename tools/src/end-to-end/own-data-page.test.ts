/** What the live page and report.html show of users' own data, in a real browser. */
import { ask } from '@chorus/client';
import { buildPage, prepareReports } from '@chorus/chorus';
import { Bench } from '@chorus/coordinator/testing';
import {
  datasetFilePath,
  fingerprint,
  knownOf,
  SeededRandom,
  writeDatasetFile,
  type Dataset,
  type Finding,
  type SampleKind,
  type SampleValues,
} from '@chorus/data';
import { evaluate } from '@chorus/ensemble';
import { encodeRunConfig, PROTOCOL_VERSION } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { pixelsOf, type OpenPage } from './browser.ts';
import { browserForTests } from './browser-for-tests.ts';

const CLASSES = ['cat', 'dog', 'a class with a name that is longer than others'];
const TEST_SAMPLES = 30;
const HOSTILE = '<img src="x" onerror="document.title = \'taken over\'">';

const FINDINGS: readonly Finding[] = [
  { kind: 'recognised', text: 'Labels are the folders’ names.' },
  { kind: 'left-out', text: `The file "${HOSTILE}" is no image.`, count: 1 },
  ...Array.from({ length: 24 }, (_, index) => {
    return { kind: 'warning', text: `train/cat/${index}.png is all black.` } as const;
  }),
];

const browser = browserForTests();
let pageDir: string;

beforeAll(async () => {
  if (browser.isThere) pageDir = await buildPage(() => {});
});

/** A bright disc on a dark ground, its place and colour of the class. */
function pictures([height, width, channels]: [number, number, number], labels: Int32Array) {
  const values = new Uint8Array(labels.length * height * width * channels);
  let at = 0;
  for (const label of labels) {
    const [middleY, middleX] = [(height * (label + 1)) / 4, (width * (3 - label)) / 4];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const isDisc = Math.hypot(y - middleY, x - middleX) < Math.min(height, width) / 4;
        for (let channel = 0; channel < channels; channel++) {
          values[at++] = isDisc ? 120 + 60 * ((label + channel) % 3) : (40 * y) / height;
        }
      }
    }
  }
  return values;
}

function rowsOf(columns: number, labels: Int32Array): Float32Array {
  const random = SeededRandom.from(1, 'rows');
  return Float32Array.from(
    { length: labels.length * columns },
    () => (random.below(100_000) - 50_000) * 10 ** -random.below(8),
  );
}

function datasetOf(
  sample: SampleKind,
  valuesOf: (labels: Int32Array) => SampleValues,
  change: Partial<Dataset>,
): Dataset {
  const set = (samples: number) => {
    const labels = Int32Array.from({ length: samples }, (_, at) => at % CLASSES.length);
    return { labels, values: valuesOf(labels) };
  };
  const content = {
    ...{ name: 'shapes', synthetic: false, classes: CLASSES, sample, findings: FINDINGS },
    ...{ train: set(60), test: set(TEST_SAMPLES), ...change },
  };
  return { ...content, sha256: fingerprint(content) };
}

/** The predictions of a member that is right but on some samples, other ones for each member; every tenth all get wrong. */
function predictionsOf(labels: Int32Array, member: number): Float32Array {
  const predictions = new Float32Array(labels.length * CLASSES.length).fill(0.1);
  for (const [row, label] of labels.entries()) {
    const isRight = row % 10 < 9 && (row * 7 + member) % 4 > 0;
    const taken = isRight ? label : (label + 1) % CLASSES.length;
    predictions[row * CLASSES.length + taken] = 0.8;
  }
  return predictions;
}

/** Trains three members on a dataset. @returns the run's id */
async function train(bench: Bench, dataset: Dataset): Promise<string> {
  await writeDatasetFile(dataset, datasetFilePath(bench.folder, dataset.sha256));
  const { trainSamples, testSamples, name, synthetic, sha256, classes, sample } = knownOf(dataset);
  const config = sampleConfig({
    dataset: {
      ...{ name, synthetic, sha256, classes: [...classes], sample, trainSamples, testSamples },
      ...{ trainLimit: trainSamples, testLimit: testSamples, validationSamples: 0 },
    },
    network: { filters: sample.shape.length === 3 ? [1] : [], denseUnits: [2] },
    training: { epochs: 1, batchSize: 10 },
    members: { count: 3 },
  });
  const request = { protocolVersion: PROTOCOL_VERSION, config: encodeRunConfig(config) };
  const { runId } = await ask(bench.coordinator.address, 'SubmitRun', request);
  const worker = bench.connect();
  const { labels } = dataset.test;
  for (let member = 1; member <= 3; member++) {
    const predictions = predictionsOf(labels, member);
    const { loss, accuracy } = evaluate(predictions, labels, CLASSES.length);
    const evaluated = { testLoss: loss, testAccuracy: accuracy };
    await worker.succeed(await worker.next('assignment'), predictions, evaluated);
  }
  await bench.eventsUntil(runId, 'finished');
  return runId;
}

/** How many samples members disagree about, at most as many as are shown, and how many all get wrong. */
const NOTABLE = { 'Members disagree most': 12, 'Surely wrong, or wrongly labelled': 3 };

/** Looks at the page of a run and at its report.html, which show the same. */
async function look(
  name: string,
  dataset: Dataset,
  expectShown: (page: OpenPage) => Promise<void>,
) {
  await using bench = await Bench.start();
  await bench.coordinator.stop();
  const observers = await prepareReports(
    bench.runsDir,
    () => {},
    () => {},
  );
  await bench.startCoordinator({ http: { listen: '127.0.0.1:0', pageDir }, observers });
  const runId = await train(bench, dataset);
  const addresses = {
    page: `http://${bench.coordinator.httpAddress}/#/runs/${runId}`,
    report: pathToFileURL(join(bench.runsDir, runId, 'report.html')).href,
  };
  for (const [kind, address] of Object.entries(addresses)) {
    const opened = await browser.open(address);
    await expectShown(opened);
    const data = await opened.shows('region', 'Data');
    const text = await data.innerText();
    expect(text).toContain(HOSTILE);
    expect(text).toContain('train/cat/17.png is all black.');
    expect(text).not.toContain('train/cat/18.png');
    expect(text).toContain('and 6 more, in dataset.json');
    await opened.shows('row', /^cat 20 10$/);
    expect(await opened.inspect(`${name}-${kind}`)).toEqual([]);
    expect(await opened.page.title()).not.toBe('taken over');
    expect(opened.complaints).toEqual([]);
    await opened.page.close();
  }
}

test.for<[shape: [number, number, number], scale: number]>([
  [[28, 28, 1], 8],
  [[128, 96, 3], 2],
])(
  'pictures of %j are shown as they are, those that are notable too, and what was found in the data',
  { timeout: 180_000 },
  async ([shape, scale]) => {
    const dataset = datasetOf({ shape, type: 'uint8' }, (labels) => pictures(shape, labels), {});
    const [height, width, channels] = shape;
    await look(`own-${shape.join('x')}`, dataset, async (opened) => {
      await opened.showsText(`${height} × ${width} × ${channels}, uint8`);
      const samples = opened.page.getByRole('region', { name: 'Samples' }).getByRole('img');
      await samples.first().waitFor();
      expect(await samples.count()).toBe(10);
      const shown = await pixelsOf(samples.first());
      const isDrawn = (x: number, y: number) => shown.at(x, y).join() !== shown.at(95, 95).join();
      for (const [title, count] of Object.entries(NOTABLE)) {
        const notable = opened.page.getByRole('region', { name: title }).getByRole('img');
        const widths = await notable.evaluateAll((all) =>
          all.map((image) => 'naturalWidth' in image && image.naturalWidth),
        );
        expect(widths, title).toEqual(Array(count).fill(width * scale));
      }
      // As wide as high where the picture is, else the right part of its place is empty.
      expect([isDrawn(60, 2), isDrawn(90, 2)]).toEqual([true, height === width]);
    });
  },
);

test(
  'samples of a table are rows of named columns, and what was found in the data',
  { timeout: 180_000 },
  async () => {
    const columns = Array.from({ length: 30 }, (_, at) =>
      at === 3 ? 'a column with a name that is much longer than its numbers' : `column ${at}`,
    );
    const sample = { shape: [30], type: 'float32' } as const;
    const normalisation = { mean: columns.map(() => 0.5), deviation: columns.map(() => 2) };
    const dataset = datasetOf(sample, (labels) => rowsOf(30, labels), { columns, normalisation });
    await look('own-table', dataset, async (opened) => {
      await opened.showsText('30, float32');
      await opened.showsText('standardised as the training samples are');
      const samples = await opened.shows('region', 'Samples');
      expect(await samples.getByRole('columnheader').allInnerTexts()).toEqual([
        ...['Row', 'Taken for', 'Votes'],
        ...columns.slice(0, 12),
      ]);
      expect(await samples.innerText()).toContain('and 18 more columns');
      expect(await samples.getByRole('row').count()).toBe(11);
      for (const [title, count] of Object.entries(NOTABLE)) {
        const notable = await opened.shows('region', title);
        expect(await notable.getByRole('row').count(), title).toBe(count + 1);
        expect(await notable.getByRole('row').nth(1).getByRole('cell').count()).toBe(14);
      }
    });
  },
);
