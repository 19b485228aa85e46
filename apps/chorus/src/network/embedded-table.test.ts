import { resolveConfig } from '@chorus/run-config';
import { expect, test } from 'vitest';
import { settleNetwork } from './settle-network.ts';

const category = { name: 'city', kind: 'category', categories: ['Bern', 'Paris', 'Rome'] };
const number = { name: 'age', kind: 'number', fill: 3 };
const DATA = {
  ...{ sample: { shape: [2], type: 'float32' as const }, classes: ['a', 'b'] },
  normalisation: { mean: [40, 1.5], deviation: [9, 0.5] },
};
const TABLE = { ...DATA, preparation: { kind: 'table', columns: [number, category] } };
const NUMBERS = { ...DATA, preparation: { kind: 'table', columns: [number, number] } };

function settle(settings: Record<string, string>, dataset: typeof TABLE = TABLE) {
  return settleNetwork(resolveConfig({ settings }, {}), dataset, '/nowhere');
}

const LAYERS = '[embedCategories, {dense: {activation: softmax}}]';

test.for<[string, Record<string, string>, number]>([
  ['the network of a table', { denseUnits: '5' }, 4 * 3 + 4 * 5 + 5 + 5 * 2 + 2],
  ['mlp', { network: 'mlp', denseUnits: '5' }, 4 * 3 + 4 * 5 + 5 + 5 * 2 + 2],
  ['a list that says so', { layers: LAYERS }, 4 * 3 + 4 * 2 + 2],
  ['no other list', { layers: '[{dense: {activation: softmax}}]' }, 2 * 2 + 2],
])('%s has a vector for each category', async ([, settings, parameters]) => {
  expect((await settle(settings)).network.parameters).toBe(parameters);
});

test('a table of numbers has nothing to embed', async () => {
  await expect(settle({ layers: LAYERS }, NUMBERS)).rejects.toMatchObject({
    code: 'invalid',
    message: '--layers: the data has no column of categories: leave embedCategories out',
  });
});

test.for<Record<string, string>>([{}, { layers: LAYERS }])(
  'samples with embedded categories are not mixed: %j',
  async (settings) => {
    await expect(settle({ ...settings, mixup: '0.3' })).rejects.toMatchObject({
      code: 'invalid',
      message:
        "--mixup is 0.3, but layer 'city_embedding' takes categories, between which there is nothing: leave the setting out",
    });
    await expect(settle({ ...settings, mixup: '0' })).resolves.toBeDefined();
  },
);
