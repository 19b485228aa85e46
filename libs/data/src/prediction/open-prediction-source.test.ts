import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImagePreparation } from '../images/image-preparation.ts';
import { readImage } from '../images/read-image.ts';
import { openTableDataset } from '../tables/open-table-dataset.ts';
import { plainImage, plainPng, writeFiles } from '../testing/image-files.ts';
import { npyBytes } from '../testing/npy-bytes.ts';
import { temporaryFile } from '../testing/small-files.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { zipBytes } from '../testing/zip-bytes.ts';
import { openPredictionSource } from './open-prediction-source.ts';
import type { PredictionForm, PredictionItem, PredictionPiece } from './prediction-source.ts';
import { regroupPieces } from './regroup-pieces.ts';

const PICTURES: ImagePreparation = {
  ...{ kind: 'images', size: { height: 4, width: 6 }, fit: 'crop', channels: 3 },
  background: [0, 0, 255],
};
const PICTURE_FORM: PredictionForm = {
  sample: { shape: [4, 6, 3], type: 'uint8' },
  preparation: PICTURES,
};

async function readAll(inputs: readonly string[], form: PredictionForm) {
  const source = await openPredictionSource(inputs, form);
  const items: PredictionItem[] = [];
  const values: number[] = [];
  for await (const piece of source.read()) {
    items.push(...piece.items);
    values.push(...piece.values);
  }
  return { source, items, values };
}

const problemsOf = (items: readonly PredictionItem[]) =>
  items.flatMap(({ problem }) => problem ?? []);

test('pictures of a folder are prepared as in training: its size, its channels, its background, EXIF', async () => {
  const folder = await temporaryFolder();
  const turned = (await plainImage([200, 0, 0], { height: 12, width: 8 }))
    .withMetadata({ orientation: 6 })
    .jpeg();
  await writeFiles(folder, {
    'a/turned.jpg': await turned.toBuffer(),
    'b.png': await plainPng([9, 8, 7]),
    'clear.png': await plainPng([0, 0, 0, 0]),
    'notes.txt': 'no picture',
  });
  const { source, items, values } = await readAll([folder], PICTURE_FORM);
  const names = ['a/turned.jpg', 'b.png', 'clear.png'].map((name) => join(folder, name));
  expect(items).toEqual(names.map((file) => ({ file })));
  const expected = await Promise.all(names.map((name) => readImage(name, PICTURES)));
  expect(values).toEqual(expected.flatMap((sample) => [...sample]));
  expect(values.slice(-3)).toEqual([0, 0, 255]);
  const texts = source.findings.map(({ text }) => text).join('\n');
  expect(texts).toContain('1 file in ');
  expect(texts).toMatch(/turned|EXIF/);
});

test('a broken picture is a problem of its own, among thousands too', async () => {
  const folder = await temporaryFolder();
  const jpeg = await (await plainImage([200, 0, 0], { height: 40, width: 40 })).jpeg().toBuffer();
  const files = Object.fromEntries(
    Array.from({ length: 600 }, (_, at) => [`${String(at).padStart(3, '0')}.jpg`, jpeg]),
  );
  const broken = {
    '100.jpg': jpeg.subarray(0, 200),
    '101.jpg': Buffer.from('no picture'),
    '599.jpg': Buffer.alloc(0),
  };
  await writeFiles(folder, { ...files, ...broken });
  const { items, values } = await readAll([folder], PICTURE_FORM);
  expect(items.length).toBe(600);
  expect(values.length).toBe(597 * 4 * 6 * 3);
  const odd = items.filter(({ problem }) => problem !== undefined);
  expect(odd.map(({ file }) => file.slice(-7))).toEqual(Object.keys(broken));
  expect(problemsOf(items).join('\n')).toMatch(
    /100\.jpg .*\n.*101\.jpg is a text, not an image\n.*599\.jpg is an empty file/,
  );
});

test('files and patterns are taken in the order in which they are named', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, {
    '1.png': await plainPng([1, 1, 1]),
    '2.png': await plainPng([2, 2, 2]),
    '3.jpg': await plainPng([3, 3, 3]),
    '[4].png': await plainPng([4, 4, 4]),
  });
  const named = ['[4].png', '3.jpg', '[12].png'].map((name) => join(folder, name));
  const { items, values } = await readAll(named, PICTURE_FORM);
  expect(items.map(({ file }) => file.slice(folder.length + 1))).toEqual(
    ['[4].png', '3.jpg', '1.png', '2.png'], // the one in brackets is there
  );
  expect(values.filter((_, at) => at % 72 === 0)).toEqual([4, 3, 1, 2]);
});

test('what is not there is said before anything is read', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'empty'));
  const open = (name: string) => openPredictionSource([join(folder, name)], PICTURE_FORM);
  await expect(open('none.png')).rejects.toThrow(
    /^there is no file or folder .*none\.png to predict$/,
  );
  await expect(open('*.png')).rejects.toThrow(/^no file matches .*\*\.png$/);
  await writeFile(join(folder, 'pets.csv'), 'weight,label\n1,cat\n');
  await expect(open('pets.csv')).rejects.toThrow(
    /pets\.csv is a table without a column of pictures: give it one with their paths, such as a\/1\.jpg, or name the files themselves$/,
  );
  await expect(open('empty')).rejects.toThrow(
    /empty holds no pictures; name the files to predict$/,
  );
});

const uint8 = (shape: string, data: Uint8Array) => npyBytes({ descr: "'|u1'", shape, data });

test('an array is taken as samples are, or as that of training was stored', async () => {
  const preparation = { kind: 'array', layout: 'channels-first', divisor: 1 } as const;
  const sample = { shape: [1, 2, 3], type: 'uint8' } as const;
  const form = { sample, preparation: { ...preparation, ...sample } };
  const data = Uint8Array.from({ length: 12 }, (_, at) => at);
  const last = await temporaryFile('last.npy', uint8('(2, 1, 2, 3)', data));
  const first = await temporaryFile('first.npy', uint8('(2, 3, 1, 2)', data));
  const { items, values } = await readAll([last, first], form);
  expect(items.map(({ row }) => row)).toEqual([1, 2, 1, 2]);
  expect(values).toEqual([...data, 0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11]);
  const wrong = await temporaryFile('wrong.npy', uint8('(2, 6)', data));
  await expect(openPredictionSource([wrong], form)).rejects.toThrow(
    /wrong\.npy has the shape \(2, 6\), and the members take \(samples, 1, 2, 3\): bring it to that shape$/,
  );
});

test('a row with a value that training could not have is a problem of its own', async () => {
  const floats = Float32Array.from([1, 2, NaN, 4, 5, Infinity, 7, 8]);
  const descr = "'<f4'";
  const data = new Uint8Array(floats.buffer);
  const rows = await temporaryFile('rows.npy', npyBytes({ descr, shape: '(4, 2)', data }));
  const vector = { sample: { shape: [2], type: 'float32' } } as const;
  const { items, values } = await readAll([rows], vector);
  expect(values).toEqual([1, 2, 7, 8]);
  expect(items.map(({ problem }) => problem)).toEqual([
    undefined,
    'value 1 of the row is NaN, and must be a finite number',
    'value 2 of the row is Infinity, and must be a finite number',
    undefined,
  ]);
  const words = new Uint8Array(Int16Array.from([255, 256, -1]).buffer);
  const whole = npyBytes({ descr: "'<i2'", shape: '(3, 1, 1, 1)', data: words });
  const grey = { sample: { shape: [1, 1, 1], type: 'uint8' } } as const;
  const told = await readAll([await temporaryFile('whole.npy', whole)], grey);
  expect(told.values).toEqual([255]);
  expect(problemsOf(told.items)).toEqual([
    'value 1 of the row is 256, and must be a whole number from 0 to 255',
    'value 1 of the row is -1, and must be a whole number from 0 to 255',
  ]);
});

test.for([
  { trained: 'uint8', shape: [1, 1, 1], descr: "'<f4'", remedy: 'save the whole numbers' },
  { trained: 'float32', shape: [1, 1, 1], descr: "'<i4'", remedy: 'save them as float32' },
  { trained: 'float32', shape: [1], descr: "'<U1'", remedy: 'save numbers' },
] as const)('numbers of another kind than $trained are refused: $descr', async (given) => {
  const { trained, shape, descr, remedy } = given;
  const data = new Uint8Array(4);
  const bytes = npyBytes({ descr, shape: `(1, ${shape.join(', ')},)`, data });
  const form = { sample: { shape, type: trained } };
  const opening = openPredictionSource([await temporaryFile('x.npy', bytes)], form);
  await expect(opening).rejects.toThrow(remedy);
});

test('of an NPZ file it is the only array, or the one whose name says so', async () => {
  const array = (value: number) => uint8('(1, 1, 1, 1)', Uint8Array.of(value));
  const form = { sample: { shape: [1, 1, 1], type: 'uint8' } } as const;
  const npz = (members: Record<string, Buffer>) => temporaryFile('a.npz', zipBytes(members));
  expect((await readAll([await npz({ 'some.npy': array(1) })], form)).values).toEqual([1]);
  const named = await npz({ 'y.npy': array(1), 'x.npy': array(2) });
  expect((await readAll([named], form)).values).toEqual([2]);
  const several = await npz({ 'one.npy': array(1), 'two.npy': array(2) });
  await expect(openPredictionSource([several], form)).rejects.toThrow(
    /has several arrays, one, two: save the one to predict as \.npy, or call it x$/,
  );
});

test('a table is prepared as in training, and a row with a text among numbers is a problem of its own', async () => {
  const folder = await temporaryFolder();
  const train = join(folder, 'train.csv');
  await writeFile(train, 'size,colour,label\n1,red,a\n3,blue,b\n5,red,a\n');
  const { preparation, sample } = await openTableDataset(train);
  const form = { sample, preparation };
  const path = join(folder, 'new.csv');
  await writeFile(path, 'colour,size,more\nred,2,x\ngreen,,x\nblue,tall,x\nblue,4,x\n');
  const { source, items, values } = await readAll([path], form);
  expect(items.map(({ row }) => row)).toEqual([1, 2, 3, 4]);
  expect(values).toEqual([2, 2, 3, 0, 4, 1]); // the median, and "other"
  expect(problemsOf(items)).toEqual([
    expect.stringContaining('line 4: column "size" holds "tall", but numbers in training'),
  ]);
  const texts = source.findings.map(({ text }) => text).join('\n');
  expect(texts).toContain('has "more" besides the columns of training');
  await writeFile(path, 'color,size\nred,2\n');
  await expect(openPredictionSource([path], form)).rejects.toThrow(
    /lacks the column "colour", which training has; its columns are "color" and "size": rename or add what is missing$/,
  );
});

test('pieces have as many samples as is asked for, whatever problems lie between them', async () => {
  const item = (row: number, problem?: string) => ({ file: 'x', row, ...(problem && { problem }) });
  async function* pieces(): AsyncGenerator<PredictionPiece> {
    yield { items: [item(1), item(2, 'odd'), item(3)], values: Uint8Array.of(1, 1, 3, 3) };
    yield { items: [item(4, 'odd')], values: new Uint8Array(0) };
    yield { items: [item(5), item(6, 'odd')], values: Uint8Array.of(5, 5) };
  }
  const grouped = await Array.fromAsync(regroupPieces(pieces(), { shape: [2], type: 'uint8' }, 2));
  expect(grouped.map(({ values }) => [...values])).toEqual([
    [1, 1, 3, 3],
    [5, 5],
  ]);
  expect(grouped.map(({ items }) => items.map(({ row }) => row))).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});
