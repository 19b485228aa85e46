import {
  DatasetFile,
  fingerprint,
  readerOf,
  writeDatasetFile,
  type Dataset,
  type SampleKind,
} from '@chorus/data';
import { sampleConfig } from '@chorus/run-config/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { drawSamples, firstValues, takeTestSet } from './test-set.ts';

const draw = (kind: SampleKind) => {
  const size = kind.shape.reduce((product, length) => product * length);
  return drawSamples([{ index: 3, values: new Uint8Array(size) }], kind).map(
    ({ height, width, channels }) => ({ height, width, channels }),
  );
};

test.for<[shape: number[], height: number, width: number]>([
  [[32, 32, 3], 256, 256],
  [[28, 28, 1], 224, 224],
  [[2, 2, 3], 16, 16],
  [[3, 64, 4], 12, 256],
  [[200, 100, 2], 200, 100],
  [[1000, 2, 3], 1000, 2],
])('an image of %j is drawn %d high and %d wide, in its own channels', ([shape, height, width]) => {
  expect(draw({ shape, type: 'uint8' })).toEqual([{ height, width, channels: shape[2] }]);
});

test('what is no image is not drawn', () => {
  expect(draw({ shape: [32, 32, 3], type: 'float32' })).toEqual([]);
});

test('of a row of numbers the first twelve are shown, as exact as float32 are', () => {
  const values = Float32Array.from({ length: 30 }, (_, at) => at / 10);
  const row = firstValues({ index: 3, values }, { sample: { shape: [30], type: 'float32' } });
  expect(row).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1]);
  const sample = { shape: [5, 6], type: 'float32' };
  expect(firstValues({ index: 3, values }, { sample })).toBeUndefined();
});

test('categories of a table are shown by their names', () => {
  const columns = [
    { name: 'height', kind: 'number', fill: 3 },
    { name: 'colour', kind: 'category', categories: ['blue', 'red'] },
    { name: 'country', kind: 'category', categories: ['NL'] },
  ];
  const facts = { sample: { shape: [3], type: 'float32' }, preparation: { columns } };
  const shown = [Float32Array.of(1, 2, 1), Float32Array.of(2, 1, 0)].map((values, index) =>
    firstValues({ index, values }, facts),
  );
  expect(shown).toEqual([
    [1, 'red', 'NL'],
    [2, 'blue', 'other'],
  ]);
});

describe('of a dataset', () => {
  const classes = ['cat', 'dog'];
  const rows = (samples: number, first: number) => ({
    values: Float32Array.from({ length: samples * 2 }, (_, at) => first + at),
    labels: Int32Array.from({ length: samples }, (_, at) => at % 2),
  });
  const findings = [{ kind: 'left-out', text: 'a row without a label', count: 3 }] as const;
  const table: Dataset = {
    ...{ name: 'csv', synthetic: false, classes, sha256: 'f'.repeat(64), findings },
    sample: { shape: [2], type: 'float32' },
    columns: ['height', 'weight'],
    normalisation: { mean: [1, 2], deviation: [3, 4] },
    ...{ train: rows(20, 0), validation: rows(3, 100), test: rows(15, 200) },
  };
  const config = sampleConfig({ dataset: { testLimit: 13, trainLimit: 20 } });

  test('a run gets labels, ten samples as they are, and what the dataset says of itself', async () => {
    const set = await takeTestSet(readerOf(table), config);
    expect(set.labels).toEqual(table.test.labels.subarray(0, 13));
    expect(set.validationLabels).toEqual(table.validation!.labels);
    expect(set.samples).toHaveLength(10);
    for (const { index, values } of set.samples) {
      expect(index).toBeLessThan(13);
      expect(values).toEqual(Float32Array.of(200 + 2 * index, 201 + 2 * index));
    }
    expect(set.facts).toEqual({
      ...{ name: 'csv', synthetic: false, classes, sha256: table.sha256, findings },
      ...{ sample: table.sample, columns: table.columns, normalisation: table.normalisation },
      splits: [
        { split: 'train', samples: 20, byClass: [10, 10] },
        { split: 'validation', samples: 3, byClass: [2, 1] },
        { split: 'test', samples: 15, byClass: [8, 7] },
      ],
    });
  });

  test('a run that reads its file gets the same as one that has it in memory', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chorus-test-set-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const dataset = { ...table, sha256: fingerprint(table) };
    const path = join(folder, 'table.dataset');
    await writeDatasetFile(dataset, path);
    await using file = await DatasetFile.open(path);
    expect(await takeTestSet(file, config)).toEqual(await takeTestSet(readerOf(dataset), config));
  });
});
