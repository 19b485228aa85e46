import { expect, test } from 'vitest';
import { parseGpus } from './gpus.ts';

const CSV = `0, GPU-aaaa, NVIDIA H200, 143771
1, GPU-bbbb, NVIDIA H200, 143771
2, GPU-cccc, NVIDIA L4, 23034
`;

test.each([
  ['without CUDA_VISIBLE_DEVICES, all of them', undefined, ['0', '1', '2']],
  ['by index, in the order given', '2,0', ['2', '0']],
  ['by UUID or its beginning', 'GPU-bbbb,GPU-c', ['1', '2']],
  ['none when it is empty', '', []],
  ['none when it names none', '-1', []],
])('the GPUs that a worker may use: %s', (_, visible, expected) => {
  expect(parseGpus(CSV, visible).map(({ id }) => id)).toEqual(expected);
});

test('a GPU has its name and its memory in bytes', () => {
  expect(parseGpus(CSV, '2')).toMatchObject([{ name: 'NVIDIA L4', memoryBytes: 23034 * 2 ** 20 }]);
});

test('no GPU is listed by an empty answer', () => {
  expect(parseGpus('\n', undefined)).toEqual([]);
});
