import { DatasetFile, fingerprint, readerOf, writeDatasetFile, type Dataset } from '@chorus/data';
import { sampleConfig } from '@chorus/run-config/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { takeTestSet } from './test-set.ts';

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
