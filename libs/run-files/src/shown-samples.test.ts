import { fingerprint, readerOf, type Dataset, type SampleKind } from '@chorus/data';
import { expect, test } from 'vitest';
import { drawSamples, firstValues, readShown } from './shown-samples.ts';

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

test('samples are read in the order in which they are wanted, as many as there is room for', async () => {
  const set = {
    values: Int32Array.from({ length: 12 }, (_, at) => at),
    labels: Int32Array.of(0, 1, 0, 1),
  };
  const content = { name: 'rows', synthetic: true, classes: ['cat', 'dog'], train: set, test: set };
  const rows: Omit<Dataset, 'sha256'> = { ...content, sample: { shape: [3], type: 'int32' } };
  const reader = readerOf({ ...rows, sha256: fingerprint(rows) });
  const first = { index: 3, values: Int32Array.of(9, 10, 11) };
  const second = { index: 0, values: Int32Array.of(0, 1, 2) };
  expect(await readShown(reader, [3, 0])).toEqual([first, second]);
  expect(await readShown(reader, [3, 0], 24)).toEqual([first, second]);
  expect(await readShown(reader, [3, 0], 23)).toEqual([first]);
  expect(await readShown(reader, [3, 0], 11)).toEqual([]);
  expect(await readShown(reader, [])).toEqual([]);
});
