import { hash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readDatasetFile, writeDatasetFile } from './cached-dataset.ts';
import { datasetChunks, datasetFileChunks } from './dataset-chunks.ts';
import { datasetFilePath } from './dataset-paths.ts';
import { DatasetReceiver } from './dataset-receiver.ts';
import { manyClasses, smallDataset } from './testing/small-dataset.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const dataset = smallDataset();
let home: string;
let path: string;

beforeEach(async () => {
  home = await temporaryFolder();
  path = datasetFilePath(home, dataset.sha256);
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

  test('may have more classes than a byte can number', async () => {
    const many = manyClasses();
    target = datasetFilePath(join(home, 'receiver'), many.sha256);
    const receiver = await DatasetReceiver.open(target, many.sha256);
    for (const chunk of datasetChunks(many, 1000)) await receiver.add(chunk);
    await receiver.finish();
    expect((await readDatasetFile(target, many.sha256)).train.labels[299]).toBe(299);
  });

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

describe('a dataset that was cut off', () => {
  let bytes: Buffer;
  let headerBytes: number;

  beforeEach(async () => {
    await writeDatasetFile(dataset, path);
    bytes = await readFile(path);
    headerBytes = 8 + Number(bytes.readBigUInt64LE());
    path = datasetFilePath(join(home, 'receiver'), dataset.sha256);
  });

  function files(): Promise<string[]> {
    return readdir(join(home, 'receiver', 'datasets'));
  }

  async function cutOffAfter(length: number): Promise<void> {
    const receiver = await DatasetReceiver.resume(path, dataset.sha256);
    await receiver.add(bytes.subarray(0, length));
    await receiver.leave();
  }

  test('goes on where it stopped, wherever that is behind the header', async () => {
    for (const length of [headerBytes, headerBytes + 1, bytes.length - 1, bytes.length]) {
      await cutOffAfter(length);
      expect(await files()).toContain(`${dataset.sha256}.dataset.partial`);
      const receiver = await DatasetReceiver.resume(path, dataset.sha256);
      const headerSha256 = hash('sha256', bytes.subarray(0, headerBytes));
      expect(receiver.beginning).toEqual({ bytes: length, headerSha256 });
      expect(receiver.totalBytes).toBe(bytes.length);
      await receiver.add(bytes.subarray(length));
      await receiver.finish();
      expect(await files()).toEqual([`${dataset.sha256}.dataset`]);
      expect(await readFile(path)).toEqual(bytes);
    }
  });

  test('within its header begins anew, and leaves nothing', async () => {
    await cutOffAfter(headerBytes - 1);
    expect(await files()).toEqual([]);
  });

  test.for<[what: string, left: (bytes: Buffer) => Buffer]>([
    ['of a text', () => Buffer.from('a text that is no beginning of a dataset')],
    ['of another dataset', () => Buffer.concat([...datasetChunks(manyClasses(), 1000)])],
    ['longer than the file', (whole) => Buffer.concat([whole, Buffer.of(0)])],
  ])('and whose left file is %s begins anew', async ([, left]) => {
    await cutOffAfter(headerBytes);
    await writeFile(`${path}.partial`, left(bytes));
    const receiver = await DatasetReceiver.resume(path, dataset.sha256);
    expect(receiver.beginning.bytes).toBe(0);
    await receiver.add(bytes);
    await receiver.finish();
    expect(await readFile(path)).toEqual(bytes);
  });

  test('and whose left file has another byte is refused at its end', async () => {
    await cutOffAfter(bytes.length - 5);
    const left = await readFile(`${path}.partial`);
    left[left.length - 1]! ^= 1;
    await writeFile(`${path}.partial`, left);
    const receiver = await DatasetReceiver.resume(path, dataset.sha256);
    await receiver.add(bytes.subarray(bytes.length - 5));
    await expect(receiver.finish()).rejects.toMatchObject({ code: 'corrupt' });
    await receiver.abort();
    expect(await files()).toEqual([]);
  });

  test('can be had from its beginning all the same', async () => {
    await cutOffAfter(headerBytes + 3);
    const receiver = await DatasetReceiver.resume(path, dataset.sha256);
    await receiver.restart();
    await receiver.add(bytes);
    await receiver.finish();
    expect(await readFile(path)).toEqual(bytes);
  });
});

test('chunks of a file that is not there are missing', async () => {
  await expect(datasetFileChunks(path, 1024).next()).rejects.toMatchObject({ code: 'missing' });
});
