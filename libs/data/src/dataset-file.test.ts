import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Dataset } from './dataset.ts';
import {
  datasetChunks,
  datasetFileChunks,
  datasetFilePath,
  readDatasetFile,
  writeDatasetFile,
} from './dataset-file.ts';
import { DatasetReceiver } from './dataset-receiver.ts';
import { fingerprint } from './fingerprint.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const train = {
  images: Uint8Array.from({ length: 24 }, (_, at) => at),
  labels: Uint8Array.of(1, 0),
};
const heldOut = { images: new Uint8Array(12).fill(200), labels: Uint8Array.of(1) };
const dataset: Dataset = {
  name: 'shapes',
  synthetic: true,
  classes: ['disc', 'étoile'],
  shape: { height: 2, width: 2, channels: 3 },
  train,
  test: heldOut,
  sha256: fingerprint(train, heldOut),
};

let home: string;
let path: string;

beforeEach(async () => {
  home = await temporaryFolder();
  path = datasetFilePath(home, dataset.sha256);
});

test('a dataset that was written is read back the same', async () => {
  await writeDatasetFile(dataset, path);
  const read = await readDatasetFile(path, dataset.sha256);
  expect(Buffer.from(read.train.images)).toEqual(Buffer.from(train.images));
  expect(Array.from(read.train.labels)).toEqual([1, 0]);
  expect(Buffer.from(read.test.images)).toEqual(Buffer.from(heldOut.images));
  expect(Array.from(read.test.labels)).toEqual([1]);
  const { classes, name, shape, synthetic } = dataset;
  expect(read).toMatchObject({ name, synthetic, classes, shape, sha256: dataset.sha256 });
});

test('the file is laid out as documented', async () => {
  await writeDatasetFile(dataset, path);
  const bytes = await readFile(path);
  expect(bytes.toString('latin1', 0, 8)).toBe('CHORUSD1');
  const dataStart = 12 + bytes.readUInt32LE(8);
  expect(JSON.parse(bytes.toString('utf8', 12, dataStart))).toEqual({
    name: 'shapes',
    synthetic: true,
    classes: ['disc', 'étoile'],
    shape: { height: 2, width: 2, channels: 3 },
    trainSamples: 2,
    testSamples: 1,
    sha256: dataset.sha256,
  });
  expect(bytes.subarray(dataStart)).toEqual(
    Buffer.concat([train.images, train.labels, heldOut.images, heldOut.labels]),
  );
});

test('the data begins where words of eight bytes may, however long the names are', () => {
  const starts = Array.from({ length: 8 }, (_, letters) => {
    const [header] = datasetChunks({ ...dataset, classes: ['a'.repeat(letters), 'b'] }, 2 ** 20);
    return header!.length;
  });
  expect(starts.map((start) => start % 8)).toEqual(Array(8).fill(0));
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
    await writeDatasetFile({ ...dataset, classes: Array<string>(30).fill('a class') }, path);
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

  test('some other file is corrupt', async () => {
    await writeDatasetFile(dataset, path);
    await writeFile(path, 'a text that someone has put here');
    await expect(readDatasetFile(path, dataset.sha256)).rejects.toMatchObject({
      code: 'corrupt',
      message: `${path} does not begin as a dataset file of Chorus does; delete it and run again`,
    });
  });
});

describe('a dataset that arrives in chunks', () => {
  let target: string;

  beforeEach(async () => {
    await writeDatasetFile(dataset, path);
    target = datasetFilePath(join(home, 'receiver'), dataset.sha256);
  });

  async function send(chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    const receiver = await DatasetReceiver.open(target, dataset.sha256);
    try {
      for await (const chunk of chunks) await receiver.add(chunk);
      await receiver.finish();
    } finally {
      await receiver.abort();
    }
  }

  async function expectRefused(bytes: Buffer, message: string): Promise<void> {
    await expect(send([bytes.subarray(0, 50), bytes.subarray(50)])).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(message) as string,
    });
    expect(await readdir(join(home, 'receiver', 'datasets'))).toEqual([]);
  }

  test.each([1, 7, 1 << 20])('of %d bytes is the same file', async (chunkBytes) => {
    await send(datasetFileChunks(path, chunkBytes));
    expect(await readFile(target)).toEqual(await readFile(path));
  });

  test('P3: is not there before it was checked', async () => {
    const receiver = await DatasetReceiver.open(target, dataset.sha256);
    await receiver.add(await readFile(path));
    expect(await readdir(join(home, 'receiver', 'datasets'))).toEqual([
      expect.stringMatching(/\.partial$/),
    ]);
    await receiver.finish();
    expect(await readdir(join(home, 'receiver', 'datasets'))).toEqual([
      `${dataset.sha256}.dataset`,
    ]);
  });

  test('and ends early is refused', async () => {
    const bytes = await readFile(path);
    await expectRefused(bytes.subarray(0, -1), `ended early, after ${bytes.length - 1} bytes`);
    await expectRefused(bytes.subarray(0, 60), 'ended early, after 60 bytes');
    await expectRefused(Buffer.alloc(0), 'ended early, after 0 bytes');
  });

  test('and is longer than it says is refused', async () => {
    const bytes = Buffer.concat([await readFile(path), Buffer.of(0)]);
    await expectRefused(bytes, 'longer than its header says');
  });

  test('and has one other byte is refused', async () => {
    const bytes = await readFile(path);
    bytes[bytes.length - 1]! ^= 1;
    await expectRefused(bytes, `instead of ${dataset.sha256}`);
  });

  test('and is another dataset is refused at its header', async () => {
    const receiver = await DatasetReceiver.open(target, 'f'.repeat(64));
    await expect(receiver.add(await readFile(path))).rejects.toMatchObject({
      code: 'corrupt',
      message: `the dataset that arrives has SHA-256 ${dataset.sha256} instead of ${'f'.repeat(64)}`,
    });
    await receiver.abort();
  });

  test('and is no dataset is refused at its first bytes', async () => {
    await expectRefused(Buffer.from('<html>not what you wanted</html>'), 'does not begin as');
  });
});

test('chunks of a file that is not there are missing', async () => {
  await expect(datasetFileChunks(path, 1024).next()).rejects.toMatchObject({ code: 'missing' });
});
