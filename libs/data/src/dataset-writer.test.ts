import { SmallDisk } from '@chorus/testing';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readDatasetFile } from './cached-dataset.ts';
import { describeDataset } from './dataset-description.ts';
import { DatasetFile } from './dataset-file.ts';
import { datasetFilePath } from './dataset-paths.ts';
import { DatasetWriter, type DatasetOutline } from './dataset-writer.ts';
import { sliceSamples } from './dataset.ts';
import type { Finding } from './sources/raw-dataset.ts';
import { everything } from './testing/small-dataset.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const table = everything();
const { normalisation, ...outline } = describeDataset(table);
const end = normalisation && { normalisation };
let home: string;

beforeEach(async () => {
  home = await temporaryFolder();
});

function filesLeft(): Promise<string[]> {
  return readdir(join(home, 'datasets'));
}

/** Writes all of the table, one sample after the other, splits in turn. */
async function addAll(writer: DatasetWriter): Promise<void> {
  for (let sample = 0; sample < 5; sample++) {
    for (const split of ['test', 'train', 'validation'] as const) {
      const set = table[split]!;
      if (sample >= set.labels.length) continue;
      const { values, labels } = sliceSamples(set, sample, sample + 1);
      await writer.add(split, values, labels);
    }
  }
}

test('samples that come by pieces, splits in turn, make the file of the whole dataset', async () => {
  const writer = await DatasetWriter.create(home, outline, table.findings, table.testNames);
  await addAll(writer);
  const { path, sha256 } = await writer.finish(end);
  expect(sha256).toBe(table.sha256);
  expect(path).toBe(datasetFilePath(home, sha256));
  expect(await readDatasetFile(path, sha256)).toEqual(table);
  expect(await filesLeft()).toEqual([`${sha256}.dataset`]);
});

test('P3: nothing is at its place before all is there; abort leaves nothing', async () => {
  const writer = await DatasetWriter.create(home, outline);
  await addAll(writer);
  expect(await filesLeft()).toEqual([expect.stringMatching(/^new\.dataset\..*\.partial$/)]);
  await writer.abort();
  await writer.abort();
  expect(await filesLeft()).toEqual([]);
});

describe('the header', () => {
  async function finishWith(findings: readonly Finding[]): Promise<readonly Finding[]> {
    const writer = await DatasetWriter.create(home, outline, table.findings);
    await addAll(writer);
    const { path } = await writer.finish({ ...end, findings });
    await using file = await DatasetFile.open(path, table.sha256);
    await file.verify();
    return file.findings;
  }

  test('has room for what was found while samples were read, which changes no fingerprint', async () => {
    const found: Finding[] = [{ kind: 'changed', text: 'two values were filled', count: 2 }];
    expect(await finishWith(found)).toEqual([...table.findings!, ...found]);
  });

  test('counts what was found beyond that', async () => {
    const many = Array.from({ length: 2000 }, (_, index): Finding => ({
      kind: 'changed',
      text: `the file ${index} of a "long" path`,
    }));
    const kept = await finishWith(many);
    expect(kept.length).toBeGreaterThan(200);
    expect(kept.slice(2, -1)).toEqual(many.slice(0, kept.length - 3));
    expect(kept.at(-1)).toEqual({
      ...{ kind: 'warning', text: 'more was found than is kept here' },
      count: 2000 + 2 - (kept.length - 1),
    });
  });
});

test('names of test samples that the header has no room for are left out', async () => {
  const names = Array<string>(3).fill('n'.repeat(6 * 2 ** 20));
  const writer = await DatasetWriter.create(home, outline, table.findings, names);
  await addAll(writer);
  const { path, sha256 } = await writer.finish(end);
  const { testNames: _, ...unnamed } = table;
  expect(await readDatasetFile(path, sha256)).toEqual(unnamed);
});

describe('refuses', () => {
  async function expectCorrupt(action: Promise<unknown>, message: string): Promise<void> {
    await expect(action).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(message) as string,
    });
  }

  test('fewer samples than were announced', async () => {
    await using writer = await DatasetWriter.create(home, outline);
    const { values, labels } = sliceSamples(table.train, 0, 4);
    await writer.add('train', values, labels);
    await expectCorrupt(writer.finish(end), '4 of 5 samples came for the train split of table');
  });

  test('more samples than were announced', async () => {
    await using writer = await DatasetWriter.create(home, outline);
    const { values, labels } = table.test;
    await writer.add('test', values, labels);
    await expectCorrupt(writer.add('test', values, labels), 'more than 3 samples come');
  });

  test('a label that is none of the classes', async () => {
    await using writer = await DatasetWriter.create(home, outline);
    const { values, labels } = sliceSamples(table.train, 0, 2);
    await writer.add('train', values, labels);
    await expectCorrupt(
      writer.add('train', values, Int32Array.of(0, 2)),
      'sample 3 of the train set has class 2, but there are 2 classes',
    );
  });

  test('values of another number or type', async () => {
    await using writer = await DatasetWriter.create(home, outline);
    const labels = Int32Array.of(0);
    await expect(writer.add('train', new Float32Array(3), labels)).rejects.toThrow(RangeError);
    await expect(writer.add('train', new Int32Array(4), labels)).rejects.toThrow(RangeError);
  });

  test('a description that no header holds', async () => {
    const classes = Array<string>(17).fill('n'.repeat(2 ** 20));
    await expectCorrupt(DatasetWriter.create(home, { ...outline, classes }), '17 classes');
  });
});

test('a folder in which nothing can be written is named', async () => {
  await writeFile(join(home, 'datasets'), 'a file in its place');
  await expect(DatasetWriter.create(home, outline)).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining(join(home, 'datasets')) as string,
  });
});

test('a disk that fills while a dataset is written is named, and nothing is left on it', async (context) => {
  using disk = SmallDisk.mount('size=1m');
  if (!disk) return context.skip('this user may not mount');
  home = disk.path;
  const large: DatasetOutline = { ...outline, trainSamples: 200_000 };
  const writer = await DatasetWriter.create(home, large);
  const values = new Float32Array(4 * 10_000);
  const fill = async () => {
    for (;;) await writer.add('train', values, new Int32Array(10_000));
  };
  await expect(fill()).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringMatching(
      /^cannot write .*new\.dataset\..*\.partial: the disk is full; free some space/,
    ) as string,
  });
  await writer.abort();
  expect(await filesLeft()).toEqual([]);
});

test('two that are written at once do not meet', async () => {
  const writers = await Promise.all([1, 2].map(() => DatasetWriter.create(home, outline)));
  const written = await Promise.all(
    writers.map(async (writer) => {
      await addAll(writer);
      return readFile((await writer.finish(end)).path);
    }),
  );
  expect(written[0]).toEqual(written[1]);
  expect(await filesLeft()).toHaveLength(1);
});
