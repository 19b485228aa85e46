import { expect, test } from 'vitest';
import { cnnTopology, type CnnSizes } from './cnn.ts';
import { builtByTfjs, writtenByTfjs } from './testing/built-by-tfjs.ts';

const SIZES: CnnSizes = {
  filters: [15, 30, 30, 30],
  kernelSize: 4,
  denseUnits: [200, 200, 100, 100],
  dropout: 0.5,
};

test.for<[CnnSizes, number[]]>([
  [SIZES, [32, 32, 3]],
  [{ ...SIZES, filters: [] }, [20]],
  [{ ...SIZES, filters: [], denseUnits: [] }, [4, 5]],
])('%j for samples of %j is written as tfjs writes it', async ([sizes, shape]) => {
  const topology = cnnTopology(sizes, shape, 10);
  expect(writtenByTfjs(await builtByTfjs(topology))).toEqual(topology);
});

test("the experiment's CNN has exactly these layers and 132,435 parameters", async () => {
  const model = await builtByTfjs(cnnTopology(SIZES, [32, 32, 3], 10));
  const table = model.layers.map((layer) => [
    layer.name,
    ...(layer.outputShape as number[]).slice(1),
    layer.countParams(),
  ]);
  expect(table).toEqual([
    ['images', 32, 32, 3, 0],
    ['conv1', 32, 32, 15, 735],
    ['pool1', 16, 16, 15, 0],
    ['conv2', 16, 16, 30, 7_230],
    ['pool2', 8, 8, 30, 0],
    ['conv3', 8, 8, 30, 14_430],
    ['pool3', 4, 4, 30, 0],
    ['conv4', 4, 4, 30, 14_430],
    ['pool4', 2, 2, 30, 0],
    ['flatten', 120, 0],
    ['dense1', 200, 24_200],
    ['dropout1', 200, 0],
    ['dense2', 200, 40_200],
    ['dropout2', 200, 0],
    ['dense3', 100, 20_100],
    ['dropout3', 100, 0],
    ['dense4', 100, 10_100],
    ['dropout4', 100, 0],
    ['output', 10, 1_010],
  ]);
  expect(model.countParams()).toBe(132_435);
});
