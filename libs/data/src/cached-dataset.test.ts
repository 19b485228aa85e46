import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readCachedDataset, readDatasetFile, writeDatasetFile } from './cached-dataset.ts';
import { encodeHeader } from './dataset-header.ts';
import { datasetFilePath } from './dataset-paths.ts';
import { everything, manyClasses, smallDataset } from './testing/small-dataset.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const dataset = smallDataset();

let home: string;
let path: string;

beforeEach(async () => {
  home = await temporaryFolder();
  path = datasetFilePath(home, dataset.sha256);
});

test('a dataset that was written is read back the same', async () => {
  await writeDatasetFile(dataset, path);
  const read = await readDatasetFile(path, dataset.sha256);
  expect(read).toEqual(dataset);
});

test.for([
  ['float32', Float32Array.of(-0.5, 1e-30, Infinity, 4, 5, 6)],
  ['int32', Int32Array.of(-1, 2 ** 31 - 1, 0, 4, 5, 6)],
] as const)('so are vectors of %s', async ([type, values]) => {
  const sample = { shape: [3], type } as const;
  const test = { values: values.subarray(0, 3), labels: Int32Array.of(0) };
  const vectors = smallDataset({ sample, train: { ...dataset.train, values }, test });
  await writeDatasetFile(vectors, path);
  expect(await readDatasetFile(path, vectors.sha256)).toEqual(vectors);
});

test('so are labels above 255', async () => {
  const many = manyClasses();
  await writeDatasetFile(many, path);
  expect(await readDatasetFile(path, many.sha256)).toEqual(many);
});

test('so are the names of 21,000 classes', async () => {
  const name = 'a long name, as WordNet has them, with synonyms, ';
  const many = smallDataset({
    classes: Array.from({ length: 21_000 }, (_, index) => name + index),
  });
  await writeDatasetFile(many, path);
  expect((await readDatasetFile(path, many.sha256)).classes).toEqual(many.classes);
});

test.for([-1, 2])('a label %d of two classes is not written', async (label) => {
  const wrong = smallDataset({ train: { ...dataset.train, labels: Int32Array.of(0, label) } });
  await expect(writeDatasetFile(wrong, path)).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining(`sample 1 of the train set has class ${label}`) as string,
  });
});

test('so is all that a description may have, and what was found', async () => {
  const all = everything();
  await writeDatasetFile(all, path);
  expect(await readDatasetFile(path, all.sha256)).toEqual(all);
});

test('names that no header holds are refused', async () => {
  const name = 'n'.repeat(2 ** 20);
  const many = smallDataset({ classes: Array.from({ length: 17 }, (_, index) => name + index) });
  await expect(writeDatasetFile(many, path)).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining('the names of 17 classes and 0 columns') as string,
  });
  expect(await readdir(join(home, 'datasets'))).toEqual([]);
});

test('a dataset that is not what its fingerprint says is not written', async () => {
  const wrong = { ...dataset, sha256: '0'.repeat(64) };
  await expect(writeDatasetFile(wrong, path)).rejects.toMatchObject({ code: 'corrupt' });
  expect(await readdir(join(home, 'datasets'))).toEqual([]);
});

test('writers at the same time leave one whole file', async () => {
  await Promise.all([1, 2, 3].map(() => writeDatasetFile(dataset, path)));
  await readDatasetFile(path, dataset.sha256);
  expect(await readdir(join(home, 'datasets'))).toHaveLength(1);
});

test('a dataset that cannot be moved to its place leaves nothing else behind', async () => {
  await mkdir(join(path, 'occupied'), { recursive: true });
  await expect(writeDatasetFile(dataset, path)).rejects.toMatchObject({ code: 'storage' });
  expect(await readdir(join(home, 'datasets'))).toEqual([`${dataset.sha256}.dataset`]);
});

describe('reading', () => {
  test('what is not there is missing, with the path', async () => {
    await expect(readDatasetFile(path, dataset.sha256)).rejects.toMatchObject({
      code: 'missing',
      message: `there is no dataset file at ${path}`,
    });
  });

  test.each([5, 100, 400])('a file cut off after %d bytes is corrupt', async (bytes) => {
    await writeDatasetFile(smallDataset({ classes: Array<string>(30).fill('a class') }), path);
    await truncate(path, bytes);
    await expect(readDatasetFile(path, dataset.sha256)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(`${path} has ${bytes} bytes instead of `) as string,
    });
  });

  test('a file that lacks its last byte is corrupt', async () => {
    await writeDatasetFile(dataset, path);
    const { length } = await readFile(path);
    await truncate(path, length - 1);
    await expect(readDatasetFile(path, dataset.sha256)).rejects.toMatchObject({
      code: 'corrupt',
      message: `${path} has ${length - 1} bytes instead of ${length}; delete it and run again`,
    });
  });

  test('a file with one other pixel is corrupt', async () => {
    await writeDatasetFile(dataset, path);
    const bytes = await readFile(path);
    bytes[bytes.length - 5]! ^= 1;
    await writeFile(path, bytes);
    await expect(readDatasetFile(path, dataset.sha256)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(`instead of ${dataset.sha256}; delete it`) as string,
    });
  });

  test('another dataset than was asked for is corrupt', async () => {
    await writeDatasetFile(dataset, path);
    await expect(readDatasetFile(path, 'f'.repeat(64))).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('a file that claims more than it has costs no memory', async () => {
    const description = {
      ...{ name: 'shapes', synthetic: true, classes: ['a'], trainSamples: 1000, testSamples: 1 },
      sample: { shape: [1_000_000, 1_000_000], type: 'float32' },
    } as const;
    const header = encodeHeader({ description, findings: [], sha256: dataset.sha256 });
    await mkdir(join(home, 'datasets'), { recursive: true });
    await writeFile(path, header);
    await expect(readDatasetFile(path, dataset.sha256)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(`instead of ${header.length + 4004000000004004}`) as string,
    });
  });

  test('a file of the format before is said, deleted and made anew', async () => {
    await mkdir(join(home, 'datasets'), { recursive: true });
    const former = Buffer.from('CHORUSD2\x10\0\0\0{"name":"shapes"}', 'latin1');
    await writeFile(path, former);
    await expect(readDatasetFile(path, dataset.sha256)).rejects.toMatchObject({
      code: 'corrupt',
      message: `${path} is a dataset file of a Chorus before this one; delete it and run again`,
    });
    expect(await readCachedDataset(home, dataset.sha256)).toBeUndefined();
    expect(await readdir(join(home, 'datasets'))).toEqual([]);
  });

  test('some other file is corrupt', async () => {
    await writeDatasetFile(dataset, path);
    await writeFile(path, 'a text that someone has put here');
    await expect(readDatasetFile(path, dataset.sha256)).rejects.toMatchObject({
      code: 'corrupt',
      message: `${path} does not begin as a dataset file of this Chorus does; delete it and run again`,
    });
  });
});
