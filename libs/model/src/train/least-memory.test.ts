import { readLayers } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { layersNetwork } from '../networks/layers-network.ts';
import { adam } from '../optimizers/optimizer-of.ts';
import { leastMemory } from './least-memory.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** What a network needs that has these layers for pictures of 8 x 8 pixels and three classes, with Adam. */
function leastOf(layers: readonly unknown[], batchSize: number, samples: number) {
  const data = { sampleShape: [8, 8, 1], classes: 3 };
  const { topology } = readLayers([...layers, 'flatten', { dense: { activation: 'softmax' } }], {
    name: 'network',
    ...data,
  });
  const config = { batchSize, epochs: 1, scaling: { divisor: 255 } as never };
  return leastMemory({ network: layersNetwork(topology), optimizer: adam(0.1), config }, samples);
}

test('it follows from the shapes of weights, of what the optimizer keeps, and of outputs', () => {
  const parameters = 5 * 9 + 5 + 8 * 8 * 5 * 3 + 3;
  const wide = { conv2d: { filters: 5, kernelSize: 3, padding: 'same' } };
  expect(leastOf([wide], 100, 40)).toEqual({
    parameters,
    // Weights, gradients, and the two numbers that Adam keeps of each.
    weightBytes: 4 * 4 * parameters,
    stepBytes: 4 * 40 * 8 * 8 * 5,
  });
});

test('a network that no machine holds is measured all the same', () => {
  const { parameters } = leastOf([{ dense: { units: 1e9 } }, { dense: { units: 1e9 } }], 1, 1);
  expect(parameters).toBeGreaterThan(1e18);
});
