import {
  appendFileSync,
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { datasetFilePath } from '../dataset-paths.ts';
import { DatasetFile } from '../dataset-file.ts';
import { SeededRandom } from '../random.ts';
import { SAMPLE_ARRAYS, sampleSize, type SampleType } from '../sample.ts';
import { writeDatasetFile } from '../cached-dataset.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Dataset } from '../dataset.ts';
import { stateOf } from './gather-rows.ts';
import { ThreadedReader } from './threaded-reader.ts';

const home = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rmSync(home, { recursive: true }));

const SAMPLES = 300;

function makeDataset(shape: number[], type: SampleType): Dataset {
  const random = SeededRandom.from(3);
  const set = (samples: number) => ({
    values: new SAMPLE_ARRAYS[type](samples * sampleSize(shape)).map(() => random.below(256)),
    labels: new Int32Array(samples),
  });
  const dataset = {
    ...{ name: 'numbers', synthetic: true, classes: ['one'], sample: { shape, type } },
    ...{ train: set(SAMPLES), test: set(10) },
  };
  return { ...dataset, sha256: fingerprint(dataset) };
}

async function opened(dataset: Dataset): Promise<DatasetFile> {
  const path = datasetFilePath(home, dataset.sha256);
  await writeDatasetFile(dataset, path);
  return DatasetFile.open(path, dataset.sha256);
}

/** Rows in no order, one of them twice. */
const ROWS = Uint32Array.of(299, 0, 17, 18, 19, 250, 17, 1);

describe('pieces have the values of their rows, in the order of these', () => {
  test.for<[string, number[], SampleType]>([
    ['small ones, read together', [3], 'uint8'],
    ['large ones, read one by one', [64, 64, 3], 'uint8'],
    ['of float32', [5], 'float32'],
    ['of int32', [2, 2], 'int32'],
  ])('%s', async ([, shape, type]) => {
    const dataset = makeDataset(shape, type);
    await using file = await opened(dataset);
    const reader = file.storedValues('train', 1000).open(ROWS.length + 2);
    const size = sampleSize(shape);
    for (const rows of [ROWS, ROWS.toReversed(), ROWS.slice(0, 1)]) {
      const { values, release } = await reader.read(rows);
      expect(values).toBeInstanceOf(SAMPLE_ARRAYS[type]);
      expect(values).toHaveLength((ROWS.length + 2) * size);
      for (const [place, row] of rows.entries()) {
        const expected = dataset.train.values.subarray(row * size, (row + 1) * size);
        expect([...values.subarray(place * size, (place + 1) * size)]).toEqual([...expected]);
      }
      release();
    }
    reader.close();
  });
});

test('READER-1: a third piece waits until one is released', async () => {
  await using file = await opened(makeDataset([3], 'uint8'));
  const reader = file.storedValues('test', 1000).open(10);
  const [first, second] = await Promise.all([
    reader.read(Uint32Array.of(1)),
    reader.read(Uint32Array.of(2)),
  ]);
  let isThere = false;
  const third = reader.read(Uint32Array.of(3)).then((piece) => {
    isThere = true;
    return piece;
  });
  await file.labels('test'); // a read that begins later and has ended
  expect(isThere).toBe(false);
  second.release();
  expect((await third).values.buffer).toBe(second.values.buffer);
  first.release();
  reader.close();
});

test('READER-2: every piece lies in the memory of the start', async () => {
  await using file = await opened(makeDataset([3], 'uint8'));
  const reader = file.storedValues('test', 1000).open(10);
  const memories = new Set<unknown>();
  for (let piece = 0; piece < 20; piece++) {
    const { values, release } = await reader.read(Uint32Array.of(piece % 3));
    memories.add(values.buffer);
    release();
  }
  expect(memories.size).toBeLessThanOrEqual(2);
  reader.close();
});

describe('a file that is no longer what it was', () => {
  const dataset = makeDataset([7], 'uint8');
  const path = datasetFilePath(home, dataset.sha256);
  let file: DatasetFile;
  beforeEach(async () => {
    file = await opened(dataset);
    return () => file.close();
  });

  async function readAgain() {
    const reader = file.storedValues('train', 1000).open(4);
    try {
      const { values } = await reader.read(Uint32Array.of(299, 0, 5, 6));
      return [...values];
    } finally {
      reader.close();
    }
  }

  test('is named when it was cut off', async () => {
    truncateSync(path, 2000);
    await expect(readAgain()).rejects.toMatchObject({
      name: 'DatasetError',
      code: 'corrupt',
      message: `${path} was cut off while it was read; delete it and run again`,
    });
  });

  test('is named when it was written to', async () => {
    appendFileSync(path, 'more');
    await expect(readAgain()).rejects.toMatchObject({
      code: 'corrupt',
      message: `${path} was written to while it was read; delete it and run again`,
    });
  });

  test('is read on when another one was put in its place', async () => {
    const before = await readAgain();
    cpSync(path, `${path}.other`);
    truncateSync(`${path}.other`, 100);
    renameSync(`${path}.other`, path);
    expect(await readAgain()).toEqual(before);
  });
});

test('a file that the system refuses to read is named', async () => {
  const fd = openSync(home, 'r'); // a folder
  const file = { fd, position: 0, rowBytes: 1, state: stateOf(fd) };
  const reader = new ThreadedReader({ path: home, file, type: 'uint8', remedy: '' }, 4);
  await expect(reader.read(Uint32Array.of(1))).rejects.toMatchObject({
    name: 'DatasetError',
    code: 'storage',
    message: `cannot read ${home}: it is a folder, not a file`,
  });
  reader.close();
  closeSync(fd);
});
