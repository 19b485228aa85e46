import { expect, test } from 'vitest';
import { readDatasetFile } from '../cached-dataset.ts';
import { generateShapes } from '../shapes/generate.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeDataset } from './make-dataset.ts';
import { rawOfDataset } from './raw-of-dataset.ts';

test('a published dataset, made again to be standardised, has the same samples and another fingerprint', async () => {
  const shapes = generateShapes();
  const home = await temporaryFolder();
  const shares = { test: 0, validation: 0, seed: 1 };
  const { name, synthetic } = shapes;
  const options = { name, synthetic, home, shares, standardise: true };
  const { known, path } = await makeDataset(rawOfDataset(shapes), options);
  const made = await readDatasetFile(path, known.sha256);
  expect(made.sha256).not.toBe(shapes.sha256);
  expect([made.name, made.synthetic, made.classes]).toEqual(['shapes', true, shapes.classes]);
  expect(Buffer.compare(made.train.values as Uint8Array, shapes.train.values as Uint8Array)).toBe(
    0,
  );
  expect(made.test).toEqual(shapes.test);
  expect(made.normalisation!.mean).toHaveLength(3);
});
