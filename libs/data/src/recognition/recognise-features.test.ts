import { describe, expect, test } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import type { ArrayFile } from '../arrays/array-file.ts';
import type { Numbers, NumberType } from '../arrays/element-type.ts';
import { memoryArray } from '../testing/memory-array.ts';
import type { SampleValues } from '../sample.ts';
import { readSamples } from './convert-samples.ts';
import { recogniseFeatures } from './recognise-features.ts';
import { textsOf } from '../testing/finding-texts.ts';
import { recogniseLayout } from './sample-layout.ts';

async function recognised(train: ArrayFile, test?: ArrayFile) {
  const form = await recogniseFeatures({ train, ...(test && { test }) });
  const values: SampleValues[] = [];
  for await (const piece of readSamples(train, form)) values.push(piece.values);
  return {
    ...form,
    ...textsOf(form.findings),
    kinds: new Set(values.map((part) => part.constructor.name)),
    values: values.flatMap((part) => [...part]),
  };
}

/** Three samples of 2×1 pixels of one channel. */
const picture = (type: NumberType, values: Numbers, source?: string) =>
  memoryArray(type, [values.length / 2, 2, 1, 1], values, source);
/** Samples of three columns. */
const table = (type: NumberType, values: Numbers, source?: string) =>
  memoryArray(type, [values.length / 3, 3], values, source);

describe('a sample is recognised by its shape', () => {
  const layoutOf = (...sample: number[]) =>
    recogniseLayout('x.npy', [9, ...sample], undefined, 'dataset.layout');
  test.each([
    [
      [28, 28],
      'image',
      [28, 28, 1],
      /28 high, 28 wide, 1 channel: .*no axis of channels; if .* dataset\.layout to tensor/,
    ],
    [[96, 128, 3], 'image', [96, 128, 3], /96 high, 128 wide, 3 channels$/],
    [[96, 128, 4], 'image', [96, 128, 4], /4 channels/],
    [[3, 96, 128], 'image', [96, 128, 3], /3 channels, which were the first axis/],
    [[1, 28, 28], 'image', [28, 28, 1], /1 channel, which were the first axis/],
    [[17], 'vector', [17], /vectors of 17 values/],
    [[], 'vector', [1], /vectors of 1 values/],
    [[8, 8, 2], 'tensor', [8, 8, 2], /tensors of \(8, 8, 2\), not pictures/],
    [[4, 8, 8, 3], 'tensor', [4, 8, 8, 3], /tensors of \(4, 8, 8, 3\)/],
  ])('%j is %s', (sample, kind, shape, note) => {
    const layout = layoutOf(...sample);
    expect(layout).toMatchObject({ kind, shape });
    expect(layout.note).toMatch(note);
  });

  test('channels that may be first as well as last are asked for', () => {
    expect(() => layoutOf(3, 500, 3)).toThrow(
      'x.npy has samples of (3, 500, 3): channels may be the first or the last axis; set dataset.layout to channels-last or channels-first',
    );
  });

  test("the user's word stands above it, when it can be", () => {
    const say = (layout: 'channels-last' | 'channels-first' | 'tensor', ...sample: number[]) =>
      recogniseLayout('x.npy', [9, ...sample], layout, 'dataset.layout');
    expect(say('channels-first', 3, 500, 3)).toMatchObject({ kind: 'image', shape: [500, 3, 3] });
    expect(say('channels-last', 8, 8, 2)).toMatchObject({ kind: 'image', shape: [8, 8, 2] });
    expect(say('tensor', 128, 9)).toMatchObject({ kind: 'tensor', shape: [128, 9] });
    expect(() => say('channels-last', 28, 28)).toThrow(
      'x.npy has samples of (28, 28), which are not channels-last; set dataset.layout to another of',
    );
  });
});

describe('values become uint8, int32 or float32', () => {
  test('bytes stay', async () => {
    const form = await recognised(picture('uint8', Uint8Array.of(1, 2, 3, 254)));
    expect(form).toMatchObject({
      type: 'uint8',
      values: [1, 2, 3, 254],
      range: { low: 1, high: 254 },
    });
    expect(form.notes.at(-1)).toBe('x_train.npy holds uint8 values from 1 to 254.');
  });

  test('16-bit pictures are divided by 257', async () => {
    const form = await recognised(picture('uint16', Uint16Array.of(0, 257, 65_535, 40_000)));
    expect(form).toMatchObject({
      type: 'uint8',
      divisor: 257,
      values: [0, 1, 255, 156],
      warnings: [],
    });
    expect(form.notes.at(-1)).toContain('they are divided by 257 and rounded');
    const dark = await recognised(picture('uint16', Uint16Array.of(0, 4095)));
    expect(dark.warnings).toEqual([
      expect.stringContaining('The highest of the 16-bit values of x_train.npy is 4095'),
    ]);
  });

  test('16-bit columns are kept', async () => {
    const form = await recognised(table('uint16', Uint16Array.of(0, 257, 65_535)));
    expect(form).toMatchObject({ type: 'int32', values: [0, 257, 65_535] });
  });

  test('truth values are 0 and 1', async () => {
    const form = await recognised(table('bool', Uint8Array.of(0, 1, 1)));
    expect(form).toMatchObject({ type: 'uint8', values: [0, 1, 1], range: { low: 0, high: 1 } });
    expect(form.notes.at(-1)).toBe('x_train.npy holds truth values (bool), which are 0 and 1.');
  });

  test('fractions are float32, and what is rounded is said', async () => {
    const form = await recognised(table('float64', Float64Array.of(0.1, 1, 0)));
    expect(form).toMatchObject({ type: 'float32', values: [Math.fround(0.1), 1, 0] });
    expect(form.notes.at(-1)).toBe(
      'x_train.npy holds float64 values from 0 to 1; they are rounded to float32.',
    );
    const exact = await recognised(table('float32', Float32Array.of(0.1, 300, 0)));
    expect(exact.notes.at(-1)).toBe('x_train.npy holds float32 values from 0 to 300.');
  });

  test.each([
    ['int8', Int8Array.of(-128, 0, 127)],
    ['uint32', Uint32Array.of(0, 1, 2 ** 31 - 1)],
    ['int64', BigInt64Array.of(-(2n ** 31n), 0n, 2n ** 31n - 1n)],
    ['uint64', BigUint64Array.of(7n, 0n, 2n ** 31n - 1n)],
  ] as const)('%s columns are int32 when they fit', async (type, values) => {
    const form = await recognised(table(type, values));
    expect(form).toMatchObject({ type: 'int32', values: [...values].map(Number) });
    expect(form.notes.at(-1)).toContain(`${type} values from`);
  });

  test('whole numbers of 0 to 255 in pictures are bytes, if they are in every split', async () => {
    const train = picture('int64', BigInt64Array.of(0n, 255n));
    expect(await recognised(train)).toMatchObject({ type: 'uint8', values: [0, 255] });
    const test = picture('int64', BigInt64Array.of(0n, 256n), 'x_test.npy');
    expect(await recognised(train, test)).toMatchObject({ type: 'int32' });
  });

  test('channels that were first become the last', async () => {
    const values = Uint8Array.from({ length: 3 * 30 }, (_, index) => index);
    const form = await recognised(memoryArray('uint8', [3, 3, 2, 5], values));
    expect(form).toMatchObject({ kind: 'image', shape: [2, 5, 3], samples: { train: 3 } });
    expect(form.values.slice(0, 6)).toEqual([0, 10, 20, 1, 11, 21]);
    expect(form.values.slice(60, 63)).toEqual([60, 70, 80]);
  });
});

describe('what cannot be trained on is refused with file and place', () => {
  test.each([
    [
      'int64',
      BigInt64Array.of(1n, 2n ** 31n, 3n),
      'x_train.npy: 2147483648 at [0, 1] does not fit int32',
    ],
    ['int64', BigInt64Array.of(1n, 2n, 3n, 1n, 2n, -(2n ** 60n)), '-1152921504606846976 at [1, 2]'],
    ['uint64', BigUint64Array.of(0n, 2n ** 64n - 1n, 1n), '18446744073709551615 at [0, 1]'],
    ['uint32', Uint32Array.of(0, 1, 2 ** 31), '2147483648 at [0, 2]'],
    ['float64', Float64Array.of(0, 1e39, 1), '1e+39 at [0, 1] does not fit float32'],
    [
      'float32',
      Float32Array.of(0, NaN, 1),
      'x_train.npy: NaN at [0, 1]; 1 of 3 values are not finite numbers',
    ],
  ] as const)('%s %s', async (type, values, message) => {
    const refused = expect(recognised(table(type, values))).rejects;
    await refused.toThrow(message);
    await refused.toBeInstanceOf(DatasetError);
  });

  test('the largest float32 is read, the next float64 that rounds beyond it is not', async () => {
    const largest = (2 - 2 ** -23) * 2 ** 127;
    expect(await recognised(table('float64', Float64Array.of(largest, -largest, 0)))).toMatchObject(
      {
        values: [largest, -largest, 0],
      },
    );
    const beyond = 2 ** 128 - 2 ** 103;
    expect(Math.fround(beyond)).toBe(Infinity);
    await expect(recognised(table('float64', Float64Array.of(0, 0, -beyond)))).rejects.toThrow(
      'at [0, 2]',
    );
  });

  test('the first three places of NaN and infinity, and how many there are', async () => {
    const values = Float32Array.from({ length: 3 * 12 }, () => 1);
    values[4] = NaN;
    values[14] = Infinity;
    values[27] = -Infinity;
    values[30] = NaN;
    await expect(recognised(memoryArray('float32', [3, 2, 2, 3], values))).rejects.toThrow(
      'x_train.npy: NaN at [0, 0, 1, 1], infinity at [1, 0, 0, 2], -infinity at [2, 0, 1, 0], …; 4 of 36 values are not finite numbers; replace them, for instance with np.nan_to_num(x)',
    );
  });

  test('splits of other shapes, or of another kind of numbers', async () => {
    const train = table('uint8', Uint8Array.of(1, 2, 3));
    const shape = memoryArray('uint8', [1, 4], new Uint8Array(4), 'x_test.npy');
    await expect(recognised(train, shape)).rejects.toThrow(
      'x_test.npy has samples of (4,), and x_train.npy of (3,); both need the same shape',
    );
    const fractions = table('float32', new Float32Array(3), 'x_test.npy');
    await expect(recognised(train, fractions)).rejects.toThrow(
      'x_test.npy holds float32, and x_train.npy uint8',
    );
  });

  test('no samples, and texts', async () => {
    const empty = memoryArray('uint8', [0, 32, 32, 3], new Uint8Array(0));
    await expect(recognised(empty)).rejects.toThrow(
      'x_train.npy has 0 samples: its shape is (0, 32, 32, 3)',
    );
    const texts = memoryArray('text', [2, 1], ['a', 'b']);
    await expect(recognised(texts)).rejects.toThrow(
      'x_train.npy holds texts; features are numbers',
    );
  });
});

test('values that are all the same, and splits of another scale, are warned of', async () => {
  const same = await recognised(table('uint8', Uint8Array.of(7, 7, 7)));
  expect(same.warnings).toEqual([
    'Every value of x_train.npy is 7: nothing can be learnt from it.',
  ]);
  const train = table('float32', Float32Array.of(0, 0.5, 1));
  const test = table('float32', Float32Array.of(0, 128, 255), 'x_test.npy');
  const { warnings } = await recognised(train, test);
  expect(warnings).toEqual([
    'x_train.npy has values from 0 to 1, and x_test.npy from 0 to 255: both need the same scale.',
  ]);
});

test('pictures of fractions that do not lie between 0 and 1 are warned of', async () => {
  const { warnings } = await recognised(picture('float32', Float32Array.of(0, 128, 255, 7)));
  expect(warnings).toEqual([
    'The pictures of x_train.npy have fractions from 0 to 255, which are not divided; set preparation.divisor, such as to 255, if they are to lie between 0 and 1.',
  ]);
  const unit = await recognised(picture('float32', Float32Array.of(-1, 0, 0.5, 1)));
  expect(unit.warnings).toEqual([]);
});
