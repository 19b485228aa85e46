import { describe, expect, test } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import type { Elements, ElementType } from '../arrays/element-type.ts';
import { memoryArray } from '../testing/memory-array.ts';
import { labelsOfArray } from './label-values.ts';
import { mapLabels } from './map-labels.ts';
import { textsOf } from '../testing/finding-texts.ts';
import { type Splits } from '../splits.ts';

function column(type: ElementType, values: Elements, split = 'train', width = 0) {
  const shape = width === 0 ? [values.length] : [values.length / width, width];
  return labelsOfArray(memoryArray(type, shape, values, `y_${split}.npy`));
}

async function map(type: ElementType, train: Elements, test?: Elements, width = 0) {
  const columns: Splits<ReturnType<typeof column>> = {
    train: column(type, train, 'train', width),
    ...(test && { test: column(type, test, 'test', width) }),
  };
  const { labels, classes, findings } = await mapLabels(columns);
  const testLabels = labels.test && [...labels.test];
  return { labels: [...labels.train], testLabels, classes, ...textsOf(findings) };
}

describe('the values are mapped to classes, and the map is said', () => {
  const one = 2n ** 60n;
  test.each([
    [
      'from 0',
      'uint8',
      Uint8Array.of(2, 0, 1, 2),
      ['0', '1', '2'],
      [2, 0, 1, 2],
      'The labels 0 to 2 of y_train.npy are the classes 0 to 2.',
    ],
    [
      'from 1',
      'int64',
      BigInt64Array.of(3n, 1n, 2n),
      ['1', '2', '3'],
      [2, 0, 1],
      'The labels 1 to 3 of y_train.npy are the classes 0 to 2.',
    ],
    [
      'with gaps',
      'int16',
      Int16Array.of(7, -2, 7, 5),
      ['-2', '5', '7'],
      [2, 0, 2, 1],
      'The labels -2, 5 and 7 of y_train.npy are the classes 0 to 2.',
    ],
    [
      'beyond 2^53',
      'int64',
      BigInt64Array.of(one + 1n, one, 0n),
      ['0', `${one}`, `${one + 1n}`],
      [2, 1, 0],
      `The labels 0, ${one} and ${one + 1n} of y_train.npy are the classes 0 to 2.`,
    ],
    [
      'a run beyond 2^53',
      'uint64',
      BigUint64Array.of(one + 1n, one),
      [`${one}`, `${one + 1n}`],
      [1, 0],
      `The labels ${one} to ${one + 1n} of y_train.npy are the classes 0 to 1.`,
    ],
    [
      'whole floats',
      'float64',
      Float64Array.of(1, -0, 0, 2),
      ['0', '1', '2'],
      [1, 0, 0, 2],
      'The labels 0 to 2 of y_train.npy are the classes 0 to 2.',
    ],
    [
      'texts',
      'text',
      ['owl', 'cat', 'dog'],
      ['cat', 'dog', 'owl'],
      [2, 0, 1],
      'The labels "cat", "dog" and "owl" of y_train.npy are the classes 0 to 2.',
    ],
    [
      'texts of digits',
      'text',
      ['12', '2', '1', '01'],
      ['01', '1', '2', '12'],
      [3, 2, 1, 0],
      'The labels "01", "1", "2" and "12" of y_train.npy are the classes 0 to 3.',
    ],
    [
      'truth values',
      'bool',
      Uint8Array.of(1, 0),
      ['False', 'True'],
      [1, 0],
      'The labels "False" and "True" of y_train.npy are the classes 0 to 1.',
    ],
  ] as const)('%s', async (_, type, values, classes, labels, note) => {
    const mapped = await map(type, values as Elements);
    expect(mapped).toMatchObject({ classes, labels });
    expect(mapped.notes).toContain(note);
  });

  test('more classes than are shown are counted', async () => {
    const values = Array.from({ length: 400 }, (_, index) => `class ${index % 13}`);
    const { notes, classes } = await map('text', values);
    expect(classes.slice(1, 3)).toEqual(['class 1', 'class 2']);
    expect(notes.at(-1)).toMatch(/"class 9" and 3 more of y_train\.npy are the classes 0 to 12\.$/);
  });

  test('a column, and one-hot rows', async () => {
    expect(await map('int32', Int32Array.of(4, 3), undefined, 1)).toMatchObject({ labels: [1, 0] });
    const mapped = await map('float64', Float64Array.of(0, 0, 1, 1, 0, 0), undefined, 3);
    expect(mapped).toMatchObject({ labels: [1, 0], classes: ['0', '2'] });
    expect(mapped.notes).toEqual([
      'The labels of y_train.npy are one-hot rows of 3 values; a label is the place of the 1.',
      'The labels 0 and 2 of y_train.npy are the classes 0 to 1.',
    ]);
  });
});

test('the classes are those of training; a split without samples of one is warned of', async () => {
  const mapped = await map('text', ['b', 'a', 'c', 'a'], ['c', 'c', 'b']);
  expect(mapped).toMatchObject({
    testLabels: [2, 2, 1],
    warnings: [
      'y_test.npy has no samples of "a".',
      'y_train.npy has 3 classes for 4 training samples.',
    ],
  });
  await expect(map('text', ['a', 'b'], ['b', 'wolf'])).rejects.toThrow(
    /^y_test\.npy: the label "wolf" of sample 1 does not occur in training/,
  );
  await expect(
    map('int64', BigInt64Array.of(2n ** 60n, 0n), BigInt64Array.of(2n ** 60n + 1n)),
  ).rejects.toThrow(/the label 1152921504606846977 of sample 0/);
});

test.each([
  [
    'float32',
    Float32Array.of(1, 2, 0.5),
    0,
    'y_train.npy: the label of sample 2 is 0.5; labels are whole numbers or texts',
  ],
  ['float32', Float32Array.of(NaN, 2), 0, 'the label of sample 0 is NaN'],
  ['float64', Float64Array.of(1, Infinity), 0, 'the label of sample 1 is Infinity'],
  ['uint8', Uint8Array.of(1, 0, 0, 1, 1, 1), 2, 'row 2 is [1, 1]'],
  [
    'float32',
    Float32Array.of(0.5, 0.5, 1, 0),
    2,
    'row 0 is [0.5, 0.5]; a one-hot row has a single 1',
  ],
  ['uint8', Uint8Array.of(0, 1, 0, 0), 2, 'row 1 is [0, 0]'],
  ['int8', Int8Array.of(0, 1, 2, 0), 2, 'row 1 is [2, 0]'],
  [
    'int64',
    BigInt64Array.of(5n, 5n),
    0,
    'y_train.npy holds only the label 5; training needs two classes or more',
  ],
  ['text', [], 0, 'holds no labels'],
] as const)('%s %s is refused with its place', async (type, values, width, message) => {
  const refused = expect(map(type, values as Elements, undefined, width)).rejects;
  await refused.toThrow(message);
  await refused.toBeInstanceOf(DatasetError);
});

test.each([59, 61])('%i labels for 60 samples are refused with both numbers', async (count) => {
  const labels = column(
    'uint8',
    Uint8Array.from({ length: count }, (_, index) => index % 3),
  );
  const samples = { train: { source: 'x_train.npy', samples: 60 } };
  await expect(mapLabels({ train: labels }, samples)).rejects.toThrow(
    `y_train.npy has ${count} labels for the 60 samples of x_train.npy`,
  );
});

test('a shape that no labels have is refused', () => {
  const array = memoryArray('uint8', [2, 2, 2], new Uint8Array(8), 'y_train.npy');
  expect(() => labelsOfArray(array)).toThrow(/y_train\.npy has the shape \(2, 2, 2\); labels are/);
});

test('what is probably no class is said', async () => {
  const negative = await map('int8', Int8Array.of(-1, 0, 1, 1, 0, 0, 1));
  expect(negative.warnings).toEqual([
    'In y_train.npy -1 is a class of its own; often such numbers mark samples without a label.',
  ]);
  const all = await map('int8', Int8Array.of(1, 2, 3, 4, 5));
  expect(all.warnings).toEqual(['y_train.npy has 5 classes for 5 training samples.']);
});
