import { resolveConfig } from '@chorus/run-config';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { settleNetworks } from './settle-networks.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-networks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DATASET = { sample: { shape: [2], type: 'float32' as const }, classes: ['a', 'b'] };

/** A model of Keras without weights, that ends with so many values. */
function modelOf(units: number): string {
  const layer = (class_name: string, config: object) => ({ class_name, config });
  const layers = [
    layer('InputLayer', { name: 'in', batch_input_shape: [null, 2] }),
    layer('Dense', { name: 'out', units, activation: 'softmax' }),
  ];
  const path = join(folder, `${units}.json`);
  writeFileSync(path, JSON.stringify(layer('Sequential', { name: 'given', layers })));
  return path;
}

describe('a model from elsewhere is refused', () => {
  test.for<[string, number, RegExp]>([
    ['without weights', 2, /has no weights: name a model that was trained$/],
    [
      'of other classes',
      5,
      /the data has 2 classes, \[2\]: name a model that was trained for these/,
    ],
  ])('%s', async ([, units, words]) => {
    const groups = JSON.stringify([{ from: modelOf(units) }]);
    const config = resolveConfig({ settings: { groups } }, {});
    const settled = settleNetworks(config, DATASET, folder);
    await expect(settled).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(words),
    });
    await expect(settled).rejects.toThrow('--groups [0].from: ');
  });
});
