import { expect, test } from 'vitest';
import type { Dataset } from './dataset.ts';
import { fingerprint } from './fingerprint.ts';

type Content = Omit<Dataset, 'sha256'>;

const bytes: Content = {
  name: 'tiny',
  synthetic: false,
  classes: ['a', 'étoile', 'c'],
  sample: { shape: [1, 1, 3], type: 'uint8' },
  train: { values: Uint8Array.of(1, 2, 3, 4, 5, 6), labels: Int32Array.of(0, 1) },
  test: { values: Uint8Array.of(9, 8, 7), labels: Int32Array.of(2) },
};

const floats: Content = {
  ...bytes,
  sample: { shape: [3], type: 'float32' },
  train: { values: Float32Array.of(1.5, -2, 3, 4, 5, 6), labels: Int32Array.of(0, 1) },
  test: { values: Float32Array.of(9, 8, 0.25), labels: Int32Array.of(2) },
};

test('is the SHA-256 that Python computes over description, labels and samples', () => {
  expect(fingerprint(bytes)).toBe(
    '203a91572cd68a663d0a0352e3bfe2597e76d0c35ca5b2e061e514805994c76d',
  );
  expect(fingerprint(floats)).toBe(
    '2e86570134329480edb918916fb69563ba144645c5eca3c342612485ea948a08',
  );
});

test.for<[string, Partial<Content>]>([
  ['label', { train: { ...bytes.train, labels: Int32Array.of(0, 2) } }],
  ['label by 256', { test: { ...bytes.test, labels: Int32Array.of(258) } }],
  ['value', { test: { ...bytes.test, values: Uint8Array.of(9, 8, 6) } }],
  ['shape', { sample: { shape: [3, 1, 1], type: 'uint8' } }],
  ['order of the classes', { classes: ['étoile', 'a', 'c'] }],
  ['class more', { classes: ['a', 'étoile', 'c', 'd'] }],
  ['name', { name: 'other' }],
  ['word on where it comes from', { synthetic: true }],
  [
    'type of the same bytes',
    {
      sample: { shape: [1, 1, 3], type: 'int32' },
      train: { ...bytes.train, values: Int32Array.of(1, 2, 3, 4, 5, 6) },
      test: { ...bytes.test, values: Int32Array.of(9, 8, 7) },
    },
  ],
])('another %s is another dataset', ([, change]) => {
  expect(fingerprint({ ...bytes, ...change })).not.toBe(fingerprint(bytes));
});

test('the order of the keys does not matter', () => {
  const { sample, ...rest } = bytes;
  expect(fingerprint({ sample: { type: sample.type, shape: sample.shape }, ...rest })).toBe(
    fingerprint(bytes),
  );
});

test('what is optional is covered where it is, but not what was found', () => {
  const changes: Partial<Content>[] = [
    { validation: bytes.test },
    { columns: ['a', 'b', 'c'] },
    { normalisation: { mean: [1, 2, 3], deviation: [1, 1, 1] } },
    { preparation: { divisor: 255 } },
  ];
  const all = changes.map((change) => fingerprint({ ...bytes, ...change }));
  expect(new Set([...all, fingerprint(bytes)]).size).toBe(5);
  const findings = [{ kind: 'warning', text: 'a picture is black' }] as const;
  expect(fingerprint({ ...bytes, findings })).toBe(fingerprint(bytes));
});

test('a table with a validation split has the SHA-256 that Python computes', () => {
  const set = (first: number) => ({
    values: Float32Array.of(first, first + 0.5),
    labels: Int32Array.of(first),
  });
  const table: Content = {
    ...{ name: 'table', synthetic: false, classes: ['a', 'b', 'c'] },
    sample: { shape: [2], type: 'float32' },
    columns: ['x', 'größe'],
    normalisation: { deviation: [1, 2], mean: [0.5, -1] },
    preparation: { fill: [1.5, null] },
    ...{ train: set(0), validation: set(1), test: set(2) },
  };
  expect(fingerprint(table)).toBe(
    '774937fc27ee064d671f8c59dac713cb3f0757aa11f1ee42a610ffc41f921b0f',
  );
});
