import {
  bytesOf,
  fingerprint,
  readerOf,
  sampleSize,
  type Dataset,
  type SampleKind,
} from '@chorus/data';
import { decodeRunConfig, encodeRunConfig, type RunEvent } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { RunFolder, takeTestSet } from '@chorus/run-files';
import { assigned, done, epoch, submitted } from '@chorus/run-view/testing';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { evaluateEnsemble } from '../arithmetic/evaluate-ensemble.ts';
import { htmlReports } from '../observers/html-report.ts';
import { sha256Of } from '../server/testing/fake-worker.ts';
import { ensembleOf } from './build-report.ts';
import type { KeptBody } from './run-events.ts';
import { NO_CONTENT } from './read-notable.ts';
import { Run } from './run.ts';

/** More than a byte can number. */
const CLASSES = 300;

/** One sample of each class, to train and to test. */
function datasetOf(sample: SampleKind, count = CLASSES): Dataset {
  const length = count * sampleSize(sample.shape);
  const arrays = { uint8: Uint8Array, float32: Float32Array, int32: Int32Array };
  const values = new arrays[sample.type](length).map((_, at) => at % 251);
  const set = { values, labels: Int32Array.from({ length: count }, (_, index) => index) };
  const classes = Array.from(set.labels, (label) => `class ${label}`);
  const content = { name: 'shapes', synthetic: true, classes, sample, train: set, test: set };
  return { ...content, sha256: fingerprint(content) };
}

/** A run whose one member is right on every sample, as its coordinator has it before its report. */
async function trainedRun(dataset: Dataset): Promise<Run> {
  const { sample, sha256, classes } = dataset;
  const count = classes.length;
  const runsDir = mkdtempSync(join(tmpdir(), 'chorus-samples-'));
  onTestFinished(() => rmSync(runsDir, { recursive: true }));
  const size = { trainSamples: count, testSamples: count };
  const limits = { ...size, trainLimit: count, testLimit: count, validationSamples: 20 };
  const config = sampleConfig({
    dataset: { sample, sha256, classes: [...classes], ...limits },
    members: { count: 1 },
  });
  expect(decodeRunConfig(encodeRunConfig(config))).toEqual(config);
  const run = new Run('run-1', config, [{ seed: 7 }], new RunFolder(runsDir, 'run-1'), true);
  run.open(await takeTestSet(readerOf(dataset), config));
  const happens = (body: object) => {
    run.prepare(1000, body as KeptBody);
    run.append(1000, body as KeptBody);
  };
  happens({ ...submitted(1), config });
  happens(assigned(1));
  run.summaries.beginAttempt(1, 1000, 0);
  happens(epoch(1, 1));
  const right = Float32Array.from({ length: count ** 2 }, (_, at) =>
    Number(Math.floor(at / count) === at % count),
  );
  const predictionsSha256 = sha256Of(bytesOf(right));
  writeFileSync(run.folder.artifacts.path(predictionsSha256), bytesOf(right));
  const held = new Float32Array(20 * count).fill(1 / count);
  const validation = { loss: 0, accuracy: 1, predictionsSha256: sha256Of(bytesOf(held)) };
  writeFileSync(run.folder.artifacts.path(validation.predictionsSha256), bytesOf(held));
  const file = sha256Of(Buffer.from('{}'));
  writeFileSync(run.folder.artifacts.path(file), '{}');
  const files = { predictionsSha256, topologySha256: file, weightsSha256: file, validation };
  run.folder.keepResult(1, files, count);
  happens({ ...done(1), predictionsSha256, validation });
  return run;
}

/** Ends the run. @returns the text of its report.html */
function end(run: Run): string {
  const { result } = run.writeReport(evaluateEnsemble(ensembleOf(run)), NO_CONTENT, 2000);
  const finished = run.append(2000, { type: 'finished', status: 'succeeded', reason: '', result });
  expect(run.end()).toEqual([]);
  const warnings: string[] = [];
  const runsDir = join(run.folder.path, '..');
  const reports = htmlReports(runsDir, '%RUN%', (text) => warnings.push(text));
  reports.happened!(finished as RunEvent, run.view);
  expect(warnings).toEqual([]);
  return readFileSync(run.folder.htmlReportPath, 'utf8');
}

test.for<[channels: number, colourType: number]>([
  [1, 0],
  [2, 4],
  [3, 2],
  [4, 6],
])(
  'images of %d channels are in the report in their own colours',
  async ([channels, colourType]) => {
    const run = await trainedRun(datasetOf({ shape: [5, 7, channels], type: 'uint8' }));
    const html = end(run);
    const { samples } = run.folder.readReport();
    expect(samples).toHaveLength(10);
    for (const { index, actual } of samples) {
      expect(actual).toBe(`class ${index}`);
      const png = run.folder.readSample(index);
      expect(png[25]).toBe(colourType);
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([7 * 8, 5 * 8]);
      expect(html).toContain(png.toString('base64'));
    }
  },
);

test.for<SampleKind>([
  { shape: [20], type: 'float32' },
  { shape: [4, 4], type: 'uint8' },
  { shape: [4, 4, 96], type: 'uint8' },
  { shape: [4, 4, 3], type: 'int32' },
  { shape: [2, 4, 4, 3], type: 'uint8' },
])('the report of what cannot be drawn, $type $shape, has no pictures', async (sample) => {
  const run = await trainedRun(datasetOf(sample));
  end(run);
  const { samples, ensemble } = run.folder.readReport();
  const isRow = sample.shape.length === 1;
  expect(samples).toHaveLength(isRow ? 10 : 0);
  for (const { index, values } of samples) {
    const row = Array.from({ length: 12 }, (_, at) => (index * 20 + at) % 251);
    expect(values).toEqual(row);
  }
  expect(ensemble.accuracy).toBe(1);
  expect(readdirSync(join(run.folder.path, 'samples'))).toEqual([]);
});

test('classes above 255 are told apart in everything that a run leaves', async () => {
  const run = await trainedRun(datasetOf({ shape: [1], type: 'float32' }));
  const { labels, validationLabels } = run.requireTestSet();
  expect([...validationLabels!]).toEqual(Array.from({ length: 20 }, (_, at) => 280 + at));
  const predictions = run.member(1).predictionsSha256!;
  expect(run.evaluate(predictions, labels, { loss: 0, accuracy: 1 }).accuracy).toBe(1);
  end(run);
  expect(run.folder.readLabels(CLASSES, CLASSES)).toEqual(labels);
  const { ensemble } = run.folder.readReport();
  expect(ensemble.classAccuracies).toEqual(Array(CLASSES).fill(1));
  expect(ensemble.confusion![299]![299]).toBe(1);
});

test('a confusion matrix of thousands of classes, which no report has room for, is left out', async () => {
  const run = await trainedRun(datasetOf({ shape: [1], type: 'uint8' }, 1001));
  end(run);
  const { ensemble } = run.folder.readReport();
  expect(ensemble.confusion).toBeNull();
  expect(ensemble.accuracy).toBe(1);
});
