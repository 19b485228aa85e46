import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { cnnTopology, type CnnSizes } from './cnn.ts';
import type { Topology } from './topology.ts';

const SIZES: CnnSizes = {
  filters: [15, 30, 30, 30],
  kernelSize: 4,
  denseUnits: [200, 200, 100, 100],
  dropout: 0.5,
};

/** The network as tfjs builds it. */
async function built({ class_name, config }: Topology): Promise<tf.LayersModel> {
  await tf.setBackend('cpu');
  const json = { modelTopology: { class_name, config: structuredClone(config) } };
  return tf.loadLayersModel({ load: async () => json as tf.io.ModelArtifacts });
}

/** What tfjs writes of a network, without the versions. */
function written(model: tf.LayersModel): unknown {
  const { class_name, config } = model.toJSON(null, false) as unknown as Topology;
  return { class_name, config };
}

test.for<[CnnSizes, number[]]>([
  [SIZES, [32, 32, 3]],
  [{ ...SIZES, filters: [] }, [20]],
  [{ ...SIZES, filters: [], denseUnits: [] }, [4, 5]],
])('%j for samples of %j is written as tfjs writes it', async ([sizes, shape]) => {
  const topology = cnnTopology(sizes, shape, 10);
  expect(written(await built(topology))).toEqual(topology);
});

test("the experiment's CNN has exactly these layers and 132,435 parameters", async () => {
  const model = await built(cnnTopology(SIZES, [32, 32, 3], 10));
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
