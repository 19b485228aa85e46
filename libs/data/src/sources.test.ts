import { expect, test } from 'vitest';
import { DATASET_SOURCES, isOwn, openDataset } from './sources.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

test('a name that no source has is refused with those that there are', async () => {
  await expect(openDataset({ name: 'mnist', home: '' })).rejects.toMatchObject({
    code: 'missing',
    message:
      'there is no dataset called mnist: there are cifar10, shapes, images, arrays, tables, cifar100',
  });
});

test('sources have names of their own, and tell beforehand what samples they have', async () => {
  const names = DATASET_SOURCES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const dataDir = process.env['CHORUS_DATA_DIR'];
  for (const source of DATASET_SOURCES) {
    if (isOwn(source) || (source.name === 'cifar10' && !dataDir)) continue;
    const dataset = await source.open({ home: await temporaryFolder(), dataDir });
    expect(dataset.name).toBe(source.name);
    if (source.sample) expect(dataset.sample).toEqual(source.sample);
  }
});
