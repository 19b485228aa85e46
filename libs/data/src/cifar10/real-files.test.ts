import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fingerprint } from '../fingerprint.ts';
import { openDataset } from '../sources.ts';
import { CIFAR10_RELEASE } from './release.ts';

const dataDir = process.env['CHORUS_DATA_DIR'];

test('the real CIFAR-10 is read as its page describes it', async (context) => {
  if (!dataDir) return context.skip('CHORUS_DATA_DIR is not set: no real CIFAR-10 to read');
  const dataset = await openDataset({ name: 'cifar10', dataDir, home: '' });
  const { train, test: heldOut, classes, sample } = dataset;
  expect(sample).toEqual({ shape: [32, 32, 3], type: 'uint8' });
  expect(train.values).toHaveLength(50_000 * 3072);
  expect(heldOut.values).toHaveLength(10_000 * 3072);
  // The first training image is a frog, the first test image a cat.
  expect(classes[train.labels[0]!]).toBe('frog');
  expect(classes[heldOut.labels[0]!]).toBe('cat');
  expect(countPerClass(train.labels)).toEqual(new Array(10).fill(5000));
  expect(countPerClass(heldOut.labels)).toEqual(new Array(10).fill(1000));
  // Also computed from the files by a Python program: the reader takes it from the release.
  expect(fingerprint(dataset)).toBe(CIFAR10_RELEASE.sha256);
  expect(dataset.sha256).toBe(CIFAR10_RELEASE.sha256);
});

test('a real pixel is where the file has its three bytes', async (context) => {
  if (!dataDir) return context.skip('CHORUS_DATA_DIR is not set: no real CIFAR-10 to read');
  const { train } = await openDataset({ name: 'cifar10', dataDir, home: '' });
  const [sample, row, column] = [12_345, 17, 29];
  const inFile = await readBytes(
    join(dataDir, 'data_batch_2.bin'),
    (sample - 10_000) * 3073 + 1 + row * 32 + column,
  );
  const start = ((sample * 32 + row) * 32 + column) * 3;
  expect(Array.from(train.values.subarray(start, start + 3))).toEqual(inFile);
});

/** The byte at the position and those one and two colour planes later. */
async function readBytes(path: string, position: number): Promise<number[]> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(2049), 0, 2049, position);
  return [buffer[0]!, buffer[1024]!, buffer[2048]!];
}

function countPerClass(labels: Int32Array): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}
