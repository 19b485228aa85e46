import { expect, test } from 'vitest';
import { readerOf } from './dataset-reader.ts';
import { everything, smallDataset } from './testing/small-dataset.ts';

const table = everything();
const reader = readerOf(table);

test('a dataset in memory is read as one in a file', async () => {
  expect(reader).toMatchObject({ sha256: table.sha256, findings: table.findings });
  expect(reader.description).toMatchObject({ validationSamples: 2, columns: table.columns });
  expect(await reader.labels('validation')).toEqual(table.validation!.labels);
  const last = table.test.values.subarray(8);
  const rows = await reader.gather('test', [2, 2, 2, 2]);
  expect(rows).toEqual(Float32Array.of(...last, ...last, ...last, ...last));
});

test('splits and rows that it has not are refused', async () => {
  await expect(readerOf(smallDataset()).labels('validation')).rejects.toThrow(RangeError);
  await expect(reader.gather('test', [3])).rejects.toThrow('row 3 is not within');
});
