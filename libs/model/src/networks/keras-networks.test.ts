import {
  type CategoryInput,
  cnnTopology,
  listedNetwork,
  mlpTopology,
  resnet20Topology,
  type Topology,
  withStandardInitializers,
} from '@chorus/network';
import { prepareKerasEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import * as tf from '@tensorflow/tfjs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { layersNetwork } from './layers-network.ts';
import { Model } from './model.ts';
import type { NetworkWeight } from './network.ts';

const PROGRAM = fileURLToPath(new URL('../testing/keras_networks.py', import.meta.url));
const SAMPLES = 6;

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const SIZES = { filters: [15, 30, 30, 30], kernelSize: 4, denseUnits: [200, 100], dropout: 0.5 };
/** Places of 0 to 6 and of 0 to 1, as standardised by these. */
const CATEGORIES: readonly CategoryInput[] = [
  { name: 'city', column: 1, count: 7, scale: 1.9, offset: 3.2 },
  { name: 'colour', column: 3, count: 2, scale: 0.5, offset: 0.4 },
];

const NETWORKS: Readonly<Record<string, { topology: Topology; samples?: number[] }>> = {
  cnn: { topology: cnnTopology(SIZES, [32, 32, 3], 10) },
  mlp: { topology: mlpTopology(SIZES, [5], 3) },
  'mlp of a table with categories': {
    topology: mlpTopology(SIZES, [4], 3, CATEGORIES),
    samples: Array.from({ length: SAMPLES }, (_, row) => [
      ...[Math.sin(row), (row - 3.2) / 1.9],
      ...[Math.cos(row), ((row % 2) - 0.4) / 0.5],
    ]).flat(),
  },
  resnet20: { topology: resnet20Topology([32, 32, 3], 10) },
  quick: { topology: listedNetwork('quick', { sampleShape: [32, 32, 3], classes: 10 }) },
};

/** Other values than zeros and ones; those of kernels, which are drawn, give deep networks numbers of a usual size. */
function varied({ name, shape: [size] }: NetworkWeight): tf.Tensor {
  const wave = Float32Array.from({ length: size! }, (_, at) => 0.2 * Math.sin(1.7 * at));
  return tf.add(tf.tensor1d(wave), /variance|gamma/.test(name) ? 1 : 0);
}

test(
  'networks by name give what Keras gives of the same layers and weights, within 1e-5',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (context) => {
    const { python, reason } = await prepareKerasEnvironment();
    if (python === undefined) return context.skip(reason);
    const cases = Object.values(NETWORKS).map(({ topology: given, samples }) => {
      const { topology } = withStandardInitializers(given);
      const network = layersNetwork(topology);
      const size = SAMPLES * network.sampleShape.reduce((product, each) => product * each, 1);
      const values = samples ?? Array.from({ length: size }, (_, at) => Math.sin(2.3 * at));
      const model = new Model(network, 1);
      for (const weight of network.weights.filter(({ shape }) => shape.length === 1)) {
        model.weights[weight.name]!.assign(varied(weight));
      }
      const x = tf.tensor(values, [SAMPLES, ...network.sampleShape]);
      const { logits } = network.forward(x, model.weights, {}, 'predict');
      const weights = network.weights.map(({ name }) => [...model.weights[name]!.dataSync()]);
      return { topology, weights, samples: values, found: [...tf.softmax(logits).dataSync()] };
    });
    const output = execFileSync(python, [PROGRAM], {
      input: JSON.stringify(cases.map(({ found: _, ...each }) => each)),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 1e8,
    });
    const expected = JSON.parse(output) as number[][];
    for (const [index, name] of Object.keys(NETWORKS).entries()) {
      const { found } = cases[index]!;
      expect(expected[index]).toHaveLength(found.length);
      const differences = found.map((value, at) => Math.abs(value - expected[index]![at]!));
      expect([name, Math.max(...differences) < 1e-5]).toEqual([name, true]);
    }
  },
);
