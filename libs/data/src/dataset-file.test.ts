import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Dataset } from './dataset.ts';
import {
  datasetChunks,
  datasetFileChunks,
  datasetFilePath,
  readCachedDataset,
  readDatasetFile,
  writeDatasetFile,
} from './dataset-file.ts';
import { DatasetReceiver } from './dataset-receiver.ts';
import { fingerprint } from './fingerprint.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const train = {
  values: Uint8Array.from({ length: 24 }, (_, at) => at),
  labels: Int32Array.of(1, 0),
};
const heldOut = { values: new Uint8Array(12).fill(200), labels: Int32Array.of(1) };

function make(change: Partial<Dataset> = {}): Dataset {
  const content = {
    name: 'shapes',
    synthetic: true,
    classes: ['disc', 'étoile'],
    sample: { shape: [2, 2, 3], type: 'uint8' },
    train,
    test: heldOut,
    ...change,
  } as const;
  return { ...content, sha256: fingerprint(content) };
}

const dataset = make();

/** 300 samples of 300 classes: labels that no byte holds. */
function manyClasses(): Dataset {
  const classes = Array.from({ length: 300 }, (_, index) => `class ${index}`);
  const labels = Int32Array.from(classes, (_, index) => index);
  const values = Float32Array.from({ length: 600 }, (_, index) => index / 7);
  const sample = { shape: [2], type: 'float32' } as const;
  return make({ classes, sample, train: { values, labels }, test: { values, labels } });
}

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
  const vectors = make({ sample, train: { ...train, values }, test });
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
  const many = make({ classes: Array.from({ length: 21_000 }, (_, index) => name + index) });
  await writeDatasetFile(many, path);
  expect((await readDatasetFile(path, many.sha256)).classes).toEqual(many.classes);
});

test.for([-1, 2])('a label %d of two classes is not written', async (label) => {
  const wrong = make({ train: { ...train, labels: Int32Array.of(0, label) } });
  await expect(writeDatasetFile(wrong, path)).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining(`sample 1 of the train set has class ${label}`) as string,
  });
});

test('the file is laid out as documented', async () => {
  await writeDatasetFile(dataset, path);
  const bytes = await readFile(path);
  expect(bytes.toString('latin1', 0, 8)).toBe('CHORUSD2');
  const dataStart = 12 + bytes.readUInt32LE(8);
  expect(JSON.parse(bytes.toString('utf8', 12, dataStart))).toEqual({
    name: 'shapes',
    synthetic: true,
    classes: ['disc', 'étoile'],
    sample: { shape: [2, 2, 3], type: 'uint8' },
    trainSamples: 2,
    testSamples: 1,
    sha256: dataset.sha256,
  });
  expect(bytes.subarray(dataStart)).toEqual(
    Buffer.concat([
      Buffer.of(1, 0, 0, 0, 0, 0, 0, 0),
      Buffer.of(1, 0, 0, 0),
      train.values,
      heldOut.values,
    ]),
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
    await writeDatasetFile(make({ classes: Array<string>(30).fill('a class') }), path);
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
    const header = Buffer.from(
      JSON.stringify({
        ...{ name: 'shapes', synthetic: true, classes: ['a'], sha256: dataset.sha256 },
        sample: { shape: [1_000_000, 1_000_000], type: 'float32' },
        ...{ trainSamples: 1000, testSamples: 1 },
      }),
    );
    const preamble = Buffer.from('CHORUSD2\0\0\0\0', 'latin1');
    preamble.writeUInt32LE(header.length, 8);
    await mkdir(join(home, 'datasets'), { recursive: true });
    await writeFile(path, Buffer.concat([preamble, header]));
    await expect(readDatasetFile(path, dataset.sha256)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('instead of 4004000000004') as string,
    });
  });

  test('the file of a Chorus before is corrupt, so that it is made anew', async () => {
    await writeDatasetFile(dataset, path);
    const bytes = await readFile(path);
    bytes.write('CHORUSD1', 'latin1');
    await writeFile(path, bytes);
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

test('chunks of a file that is not there are missing', async () => {
  await expect(datasetFileChunks(path, 1024).next()).rejects.toMatchObject({ code: 'missing' });
});
