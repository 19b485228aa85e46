import type { Dataset } from '@chorus/data';
import { expect, test } from 'vitest';
import { DatasetStore } from './dataset-store.ts';

test('a dataset that this process has checked already is not read again; any other is', async () => {
  const store = new DatasetStore('/nowhere');
  const dataset = { name: 'shapes', sha256: 'a'.repeat(64) } as Dataset;
  await expect(store.read(dataset.sha256)).rejects.toMatchObject({ code: 'not-found' });
  store.know(dataset);
  expect(await store.read(dataset.sha256)).toBe(dataset);
  await expect(store.read('b'.repeat(64))).rejects.toMatchObject({ code: 'not-found' });
});
