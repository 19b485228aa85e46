import { readdir, readlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import { SplitDraw } from '../split-draw.ts';
import { npyBytes } from '../testing/npy-bytes.ts';
import { readSplit } from '../testing/read-split.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { zipBytes } from '../testing/zip-bytes.ts';
import { openArrayDataset, type ArrayDatasetOptions } from './open-array-dataset.ts';

const images = (samples: number) =>
  npyBytes({
    descr: `'|u1'`,
    shape: `(${samples}, 2, 2, 3)`,
    data: Uint8Array.from({ length: samples * 12 }, (_, index) => index),
  });
const labels = (...values: number[]) =>
  npyBytes({ descr: `'|i1'`, shape: `(${values.length}, 1)`, data: Uint8Array.from(values) });

const FILES = {
  'x_train.npy': images(4),
  'y_train.npy': labels(1, 3, 3, 1),
  'x_test.npy': images(2),
  'y_test.npy': labels(3, 1),
};

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

async function write(files: Record<string, Uint8Array>): Promise<string> {
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

async function writeNpz(arrays: Record<string, Uint8Array>): Promise<string> {
  const path = join(folder, 'data.npz');
  await writeFile(path, zipBytes(arrays, { deflate: true }));
  return path;
}

async function messageOf(path: string, options?: ArrayDatasetOptions): Promise<string> {
  const error = await openArrayDataset(path, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DatasetError);
  return (error as DatasetError).message.replaceAll(folder, 'FOLDER');
}

test('a folder and an NPZ file of the same arrays are the same dataset, and what is not used is said', async () => {
  const paths = [
    await write({
      ...FILES,
      'notes.txt': Buffer.from('x'),
      'masks.npy': images(4),
      '._x_train.npy': Buffer.from('Mac OS X'),
    }),
    await writeNpz({ ...FILES, 'notes.txt': Buffer.from('x'), 'masks.npy': images(4) }),
  ];
  for (const [index, path] of paths.entries()) {
    const dataset = await openArrayDataset(path);
    const file = (name: string) => (index === 0 ? join(folder, `${name}.npy`) : `${path}: ${name}`);
    expect(dataset).toMatchObject({
      sample: { shape: [2, 2, 3], type: 'uint8' },
      divisor: 255,
      classes: ['1', '3'],
      preparation: { kind: 'array', layout: 'channels-last', divisor: 1, shape: [2, 2, 3] },
      splits: {
        train: { samples: 4, labels: Int32Array.of(0, 1, 1, 0) },
        test: { samples: 2, labels: Int32Array.of(1, 0) },
      },
      findings: [
        {
          kind: 'recognised',
          text: `${file('x_train')} holds pictures 2 high, 2 wide, 3 channels.`,
        },
        { kind: 'recognised', text: `${file('x_train')} holds uint8 values from 0 to 47.` },
        {
          kind: 'mapped',
          text: `The labels 1 and 3 of ${file('y_train')} are the classes 0 to 1.`,
          count: 2,
        },
        {
          kind: 'left-out',
          text: `In ${path} ${index === 0 ? 'masks.npy, ._x_train.npy, data.npz' : 'masks'} and notes.txt are not used.`,
          count: index === 0 ? 4 : 2,
        },
      ],
    });
    for (let time = 0; time < 2; time++) {
      const values = Array.from({ length: 24 }, (_, value) => value);
      expect(await readSplit(dataset.splits.test!)).toEqual({ values, labels: [1, 0] });
    }
    await dataset.close();
  }
});

test('arrays with other names are used when the user names them', async () => {
  const path = await writeNpz({ 'pictures.npy': images(2), 'kinds.npy': labels(5, 6) });
  expect(await messageOf(path)).toBe(
    'FOLDER/data.npz has no arrays with names that are known; its arrays are pictures, kinds; say which is what by dataset.keys, such as { train: { features: pictures, labels: kinds } }',
  );
  const dataset = await openArrayDataset(path, {
    keys: { train: { features: 'pictures', labels: 'kinds' } },
  });
  expect(dataset).toMatchObject({ classes: ['5', '6'], splits: { train: { samples: 2 } } });
  await dataset.close();
  const wrong = { keys: { train: { features: 'pictures', labels: 'kind' } } };
  expect(await messageOf(path, wrong)).toBe(
    'FOLDER/data.npz has no array kind, which dataset.keys names; its arrays are pictures, kinds',
  );
});

test('a split without labels, two arrays for one purpose, and nothing at all are refused', async () => {
  const without = await writeNpz({
    'x_train.npy': images(2),
    'y_train.npy': labels(0, 1),
    'x_test.npy': images(1),
  });
  expect(await messageOf(without)).toContain('has no array with the labels of test;');
  const twice = await writeNpz({ 'x_train.npy': images(2), 'train_images.npy': images(2) });
  expect(await messageOf(twice)).toContain(
    'has two arrays for the features of train: x_train, train_images;',
  );
  expect(await messageOf(join(folder, 'nowhere'))).toBe('there is nothing at FOLDER/nowhere');
});

test('the reading can be watched, and cancelled', async () => {
  const path = await write(FILES);
  const read = new Set<string>();
  const stop = new AbortController();
  const dataset = await openArrayDataset(path, {
    onProgress: ({ source }) => read.add(basename(source)),
    signal: stop.signal,
  });
  expect(read).toEqual(new Set(Object.keys(FILES)));
  stop.abort();
  await expect(readSplit(dataset.splits.train)).rejects.toMatchObject({
    code: 'cancelled',
  });
  await dataset.close();
  await expect(openArrayDataset(path, { signal: stop.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test.skipIf(process.platform !== 'linux')(
  'whatever is wrong, and after it was closed, no file stays open',
  async () => {
    const stayOpen = async () => {
      const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`));
      const paths = await Promise.allSettled(links);
      return paths.filter(
        ({ status, ...rest }) => status === 'fulfilled' && JSON.stringify(rest).includes(folder),
      );
    };
    const broken = { 'y_test.npy': labels(9, 9), 'x_test.npy': Buffer.from('x') };
    for (const [name, bytes] of Object.entries({
      ...broken,
      'y_train.npy': labels(1),
      'x_train.npy': images(0),
    })) {
      await messageOf(await write({ ...FILES, [name]: bytes }));
      await messageOf(await writeNpz({ ...FILES, [name]: bytes }));
      expect(await stayOpen(), name).toEqual([]);
    }
    const dataset = await openArrayDataset(await write(FILES));
    for await (const { labels } of dataset.splits.train.read()) if (labels.length > 0) break;
    expect(await stayOpen()).toHaveLength(4);
    await dataset.close();
    expect(await stayOpen()).toEqual([]);
  },
);

test('what a header says is refused before labels and values are looked at', async () => {
  const files = { ...FILES, 'x_train.npy': images(0), 'y_train.npy': labels() };
  expect(await messageOf(await write(files))).toBe(
    'FOLDER/x_train.npy has 0 samples: its shape is (0, 2, 2, 3)',
  );
});

test('reading one split alone can be cancelled', async () => {
  const dataset = await openArrayDataset(await write(FILES));
  const { train } = dataset.splits;
  const reading = Array.fromAsync(train.read(AbortSignal.abort()));
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  expect((await readSplit(train)).labels).toHaveLength(4);
  await dataset.close();
});

test('values are divided so that they lie between 0 and 1, as those of training show', async () => {
  const divisorOf = async (descr: string, values: Uint8Array | Float32Array | Int32Array) => {
    const data = new Uint8Array(values.buffer as ArrayBuffer);
    const columns = npyBytes({ descr: `'${descr}'`, shape: `(2, ${values.length / 2})`, data });
    const path = await write({ 'x_train.npy': columns, 'y_train.npy': labels(0, 1) });
    const dataset = await openArrayDataset(path);
    await dataset.close();
    return dataset.divisor;
  };
  expect(await divisorOf('|u1', Uint8Array.of(0, 1, 2, 0))).toBe(255);
  expect(await divisorOf('|u1', Uint8Array.of(0, 1, 1, 0))).toBe(1);
  expect(await divisorOf('|b1', Uint8Array.of(0, 1, 1, 0))).toBe(1);
  expect(await divisorOf('<f4', Float32Array.of(0, 300))).toBe(1);
  expect(await divisorOf('<i4', Int32Array.of(-500, 300, 0, 1))).toBe(500);
  expect(await divisorOf('<i4', Int32Array.of(0, 0, 0, 1))).toBe(1);
});

test('a file that somebody writes to after it was opened is named', async () => {
  const dataset = await openArrayDataset(await write(FILES));
  await utimes(join(folder, 'x_train.npy'), 0, 0);
  await expect(readSplit(dataset.splits.train)).rejects.toThrow(
    /x_train\.npy was changed while it was read/,
  );
  await dataset.close();
  const path = await writeNpz(FILES);
  const packed = await openArrayDataset(path);
  await writeFile(path, zipBytes({ ...FILES, 'more.npy': images(1) }));
  await expect(readSplit(packed.splits.train)).rejects.toThrow(
    /data\.npz was changed while it was read/,
  );
  await packed.close();
});

test('what is drawn for another split does not count for the divisor', async () => {
  const shares = { test: 0.5, validation: 0, seed: 1 };
  const draw = new SplitDraw(shares);
  const parts = Array.from({ length: 6 }, () => draw.next('1'));
  const values = [...parts.map((part) => (part === 'test' ? 900 : 4)), 3];
  const columns = npyBytes({
    descr: `'<i4'`,
    shape: '(7, 1)',
    data: new Uint8Array(Int32Array.from(values).buffer),
  });
  const path = await write({ 'x_train.npy': columns, 'y_train.npy': labels(1, 1, 1, 1, 1, 1, 2) });
  const divisorOf = async (options?: ArrayDatasetOptions) => {
    const dataset = await openArrayDataset(path, options);
    await dataset.close();
    return dataset.divisor;
  };
  expect(await divisorOf()).toBe(900);
  expect(await divisorOf({ shares })).toBe(4);
});
