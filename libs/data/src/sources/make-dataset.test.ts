import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDatasetFile } from '../cached-dataset.ts';
import { datasetFolder } from '../dataset-paths.ts';
import { SplitDraw } from '../split-draw.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeDataset, type MakeOptions } from './make-dataset.ts';
import type { RawDataset, RawPiece, RawSplit } from './raw-dataset.ts';

const CLASSES = ['cat', 'dog'];

/** Samples of two values, their number and ten times it, sorted by class, in pieces of 7. */
function splitOf(first: number, samples: number): RawSplit {
  const labels = Int32Array.from({ length: samples }, (_, at) => (at < samples / 2 ? 0 : 1));
  return {
    samples,
    labels,
    names: Array.from(labels, (_, at) => `file ${first + at}`),
    async *read() {
      for (let start = 0; start < samples; start += 7) {
        const part = labels.slice(start, start + 7);
        const values = Float32Array.from({ length: 2 * part.length }, (_, at) => {
          const number = first + start + Math.floor(at / 2);
          return at % 2 === 0 ? number : 10 * number;
        });
        yield await Promise.resolve<RawPiece>({ values, labels: part });
      }
    },
  };
}

const RAW: RawDataset = {
  sample: { shape: [2], type: 'float32' },
  divisor: 1,
  columns: ['a', 'b'],
  classes: CLASSES,
  splits: { train: splitOf(0, 100) },
  preparation: { kind: 'table' },
  findings: [{ kind: 'recognised', text: 'A table.' }],
};

const SHARES = { test: 0.2, validation: 0.25, seed: 5 };

async function make(raw: RawDataset, changes: Partial<MakeOptions> = {}) {
  const home = await temporaryFolder();
  const options = { name: 'tables', home, shares: SHARES, standardise: false, ...changes };
  const made = await makeDataset(raw, options);
  return { ...made, dataset: await readDatasetFile(made.path, made.known.sha256) };
}

/** The numbers of the samples, by what becomes of them. */
function numbersOf(part: 'train' | 'validation' | 'test'): number[] {
  const draw = new SplitDraw(SHARES);
  const labels = [...RAW.splits.train.labels];
  const parts = labels.map((label) => draw.next(CLASSES[label]!));
  return parts.flatMap((found, number) => (found === part ? [number] : []));
}

const firstValues = (values: ArrayLike<number>) =>
  Array.from(values).filter((_, at) => at % 2 === 0);

test('a test split that is missing is drawn, of each class its share; the rest stays in order', async () => {
  const { dataset, known, findings } = await make(RAW);
  expect(firstValues(dataset.test.values)).toEqual(numbersOf('test'));
  expect(dataset.test.labels.filter((label) => label === 0)).toHaveLength(10);
  expect(dataset.test.labels.filter((label) => label === 1)).toHaveLength(10);
  // What is held out for validation is drawn by whoever trains.
  const rest = [...numbersOf('train'), ...numbersOf('validation')].sort((a, b) => a - b);
  expect(firstValues(dataset.train.values)).toEqual(rest);
  expect(dataset.testNames).toEqual(numbersOf('test').map((number) => `file ${number}`));
  expect(known).toMatchObject({ trainSamples: 80, testSamples: 20, columns: ['a', 'b'] });
  expect(known.trainLabels).toEqual(dataset.train.labels);
  expect(findings.map(({ text }) => text)).toEqual([
    'A table.',
    'The data has no test split: 20 of 100 samples, a share of 0.2 of each class drawn by the seed 5, are its test split.',
  ]);
});

test('splits of its own are the dataset’s, whatever shares are wished', async () => {
  const splits = { train: splitOf(0, 20), validation: splitOf(100, 6), test: splitOf(200, 8) };
  const { dataset, findings } = await make({ ...RAW, splits });
  expect(firstValues(dataset.train.values)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  expect(firstValues(dataset.validation!.values)).toEqual([100, 101, 102, 103, 104, 105]);
  expect(dataset.test.labels).toEqual(splits.test.labels);
  expect(dataset.testNames).toEqual(splits.test.names);
  expect(findings).toEqual(RAW.findings);
});

test('means and deviations are learnt of what is trained on alone', async () => {
  const { dataset, known } = await make(RAW, { standardise: true });
  const numbers = numbersOf('train');
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  expect(dataset.normalisation!.mean[0]).toBeCloseTo(mean, 4);
  expect(dataset.normalisation!.mean[1]).toBeCloseTo(10 * mean, 3);
  expect(known.normalisation).toEqual(dataset.normalisation);
});

test('the same files give the same fingerprint, another seed another one', async () => {
  const { known } = await make(RAW);
  expect((await make(RAW)).known.sha256).toBe(known.sha256);
  const other = { shares: { ...SHARES, seed: 6 } };
  expect((await make(RAW, other)).known.sha256).not.toBe(known.sha256);
});

test.for<[string, RawDataset, Partial<MakeOptions>, string]>([
  ['no share', RAW, { shares: { ...SHARES, test: 0 } }, 'dataset.testSplit is 0'],
  [
    'too few samples',
    { ...RAW, splits: { train: splitOf(0, 2) } },
    {},
    'a share of 0.2 of each class of 2 samples is none',
  ],
  [
    'other labels than before',
    { ...RAW, splits: { train: { ...splitOf(0, 20), labels: new Int32Array(20) } } },
    {},
    'the classes of the train samples are no longer those that were found',
  ],
])('%s: refused, and nothing is left', async ([, raw, changes, words]) => {
  const home = await temporaryFolder();
  const options = { name: 'tables', home, shares: SHARES, standardise: false, ...changes };
  await expect(makeDataset(raw, options)).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining(words) as string,
  });
  const left = await readdir(datasetFolder(home)).catch(() => []);
  expect(left.map((name) => join(home, name))).toEqual([]);
});
