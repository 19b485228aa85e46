import { sampleFacts } from '@chorus/run-view/testing';
import { bytesOf } from '@chorus/data';
import type { AttemptReport } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { RunFolder } from '@chorus/run-files';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Run } from '../run/run.ts';
import { decodeReport } from './decode-report.ts';
import { sha256Of, fakePredictions } from './testing/fake-worker.ts';

const predictions = bytesOf(fakePredictions(100, 2));
const topology = Buffer.from('{}');
const weights = Buffer.from('weights');
const files = {
  predictionsSha256: sha256Of(predictions),
  topologySha256: sha256Of(topology),
  weightsSha256: sha256Of(weights),
};
/** What the coordinator makes of them: two classes, equally likely, and every label is the first. */
const evaluated = { testLoss: Math.log(2), testAccuracy: 1 };

let folder: string;
let run: Run;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-report-'));
  run = new Run(
    'run-1',
    sampleConfig(),
    [{ seed: 7 }, { seed: 8 }],
    new RunFolder(folder, 'run-1'),
    true,
  );
  run.open({ labels: new Int32Array(100), samples: [], facts: sampleFacts() });
});
afterEach(() => rmSync(folder, { recursive: true }));

function decode(report: Partial<AttemptReport>) {
  return decodeReport({ attempt: null, sequence: 1, ...report }, run, 1);
}

function upload(...uploads: readonly Uint8Array[]): void {
  for (const bytes of uploads) writeFileSync(run.folder.artifacts.path(sha256Of(bytes)), bytes);
}

test.each([
  [
    { started: { backend: 'tensorflow', device: 'gpu' } },
    { type: 'started', backend: 'tensorflow', device: 'gpu' },
  ],
  [{ predicting: {} }, { type: 'predicting' }],
  [{ handedBack: {} }, { type: 'handed-back' }],
  [{}, undefined],
] satisfies [Partial<AttemptReport>, object | undefined][])('%j is %j', (message, report) => {
  expect(decode(message)).toEqual(report);
});

test('an epoch is kept without its histograms: they would be most of the journal', () => {
  const epoch = { epoch: 1, loss: 1, accuracy: 0.5, seconds: 8, samplesPerSecond: 125 };
  const histogram = { name: 'kernel', min: 0, max: 1, count: 1, sum: 1, sumSquares: 1 };
  const histograms = [{ ...histogram, bucketLimits: [1], bucketCounts: [1] }];
  expect(decode({ epoch: { ...epoch, histograms } })).toEqual({ type: 'epoch', ...epoch });
});

test('an epoch keeps further figures where they are numbers, and is kept without those that are none', () => {
  const epoch = { epoch: 1, loss: 1, accuracy: 0.5, seconds: 8, samplesPerSecond: 125 };
  const validation = { validationLoss: 1.5, validationAccuracy: 0.4 };
  const figures = { learningRate: 0.001, gradientNorm: 2.5, ...validation };
  const kept = { type: 'epoch', ...epoch };
  expect(decode({ epoch: { ...epoch, ...figures, histograms: [] } })).toEqual({
    ...kept,
    ...figures,
  });
  const huge = { ...epoch, ...figures, gradientNorm: Infinity, histograms: [] };
  const { gradientNorm: _, ...others } = figures;
  expect(decode({ epoch: huge })).toEqual({ ...kept, ...others });
  expect(decode({ epoch: { ...epoch, histograms: [] } })).toEqual(kept);
});

test.each([
  ['loss', NaN, 'diverged'],
  ['loss', Infinity, 'diverged'],
  ['seconds', NaN, 'trainer-crashed'],
])('an epoch whose %s is %d fails as %s: JSON has no such number', (figure, value, kind) => {
  const epoch = { epoch: 1, loss: 1, accuracy: 0.5, seconds: 8, samplesPerSecond: 125 };
  const message = { ...epoch, [figure]: value, histograms: [] };
  expect(decode({ epoch: message })).toMatchObject({ type: 'failure', kind });
});

describe('a checkpoint', () => {
  const checkpoint = { epoch: 3, sha256: sha256Of(weights) };

  test('counts when it was uploaded', () => {
    upload(weights);
    expect(decode({ checkpoint })).toEqual({ type: 'checkpoint', ...checkpoint });
  });

  test.each([
    [sha256Of(weights), 'that it did not upload'],
    ['../../journal.sqlite', 'is not a SHA-256'],
  ])('%s fails its attempt: %s', (sha256, why) => {
    const message = expect.stringContaining(why);
    const failure = { type: 'failure', kind: 'trainer-crashed', message };
    expect(decode({ checkpoint: { epoch: 3, sha256 } })).toEqual(failure);
  });
});

describe('a result', () => {
  test("is kept with the coordinator's evaluation, not the worker's", () => {
    upload(predictions, topology, weights);
    const claimed = { testLoss: evaluated.testLoss + 5e-4, testAccuracy: 1 - 5e-4 };
    const report = decode({ result: { ...claimed, ...files, validation: null } });
    const testLoss = expect.closeTo(evaluated.testLoss, 9) as number;
    expect(report).toEqual({ type: 'result', testLoss, testAccuracy: 1, ...files });
  });

  test.each([
    ['predictions', [topology, weights]],
    ['topology', [predictions, weights]],
    ['weights', [predictions, topology]],
  ])('without its %s fails its attempt', (what, uploads) => {
    upload(...uploads);
    const sha256 = files[`${what}Sha256` as keyof typeof files];
    expect(decode({ result: { ...evaluated, ...files, validation: null } })).toEqual({
      type: 'failure',
      kind: 'trainer-crashed',
      message: `its worker reported a file that it did not upload: '${sha256}'`,
    });
  });

  test.each([
    { testLoss: NaN, testAccuracy: 1 },
    { testLoss: evaluated.testLoss, testAccuracy: NaN },
    { testLoss: evaluated.testLoss, testAccuracy: 1 - 2e-3 },
    { testLoss: evaluated.testLoss - 2e-3, testAccuracy: 1 },
  ])('whose predictions are worth something else than %j fails its attempt', (claimed) => {
    upload(predictions, topology, weights);
    expect(decode({ result: { ...claimed, ...files, validation: null } })).toMatchObject({
      type: 'failure',
      message: expect.stringContaining('its labels differ'),
    });
  });
});

test('a result that calls something else predictions fails its attempt', () => {
  upload(predictions, topology, weights);
  const { weightsSha256: predictionsSha256 } = files;
  const result = { ...evaluated, ...files, predictionsSha256, validation: null };
  const message = 'its worker calls predictions [100, 2] what has 7 bytes, not 800';
  expect(decode({ result })).toEqual({ type: 'failure', kind: 'trainer-crashed', message });
});

test('a file that the coordinator has spoilt itself is not its worker’s failure', () => {
  upload(topology, weights);
  const path = join(folder, 'run-1', 'artifacts', files.predictionsSha256);
  writeFileSync(path, 'spoilt');
  const result = { ...evaluated, ...files, validation: null };
  expect(() => decode({ result })).toThrow(expect.objectContaining({ code: 'corrupt' }));
});

test.each([
  ['diverged', 'diverged'],
  ['out-of-memory', 'out-of-memory'],
  ['trainer-hung', 'trainer-hung'],
  ['bad-data', 'bad-data'],
  ['bad-config', 'bad-config'],
  // Only the coordinator says so: these would cost its member no try.
  ['worker-lost', 'trainer-crashed'],
  ['handed-back', 'trainer-crashed'],
  ['cancelled', 'trainer-crashed'],
  ['gremlins', 'trainer-crashed'],
])('a failure of kind %s is one of kind %s', (kind, known) => {
  expect(decode({ failure: { kind, message: 'why' } })).toEqual({
    type: 'failure',
    kind: known,
    message: 'why',
  });
});
