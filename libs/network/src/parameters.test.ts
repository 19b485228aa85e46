import { expect, test } from 'vitest';
import { cnnTopology } from './cnn.ts';
import { inspectNetwork } from './inspection/inspect-network.ts';
import { mlpTopology } from './mlp.ts';
import { countParameters } from './parameters.ts';
import { readLayers } from './read-layers.ts';
import { resnet20Topology } from './resnet20.ts';
import type { Topology } from './topology.ts';

const SIZES = { filters: [3, 5], kernelSize: 4, denseUnits: [7, 6], dropout: 0.5 };

test.for<[string, Topology]>([
  ['the CNN', cnnTopology(SIZES, [32, 32, 3], 10)],
  ['the CNN of odd images', cnnTopology(SIZES, [13, 27, 1], 2)],
  ['the multilayer perceptron', mlpTopology(SIZES, [20], 3)],
  ['the multilayer perceptron of pictures', mlpTopology(SIZES, [8, 8, 3], 3)],
  ['ResNet-20', resnet20Topology([32, 32, 3], 10)],
  ['ResNet-20 of odd images', resnet20Topology([27, 31, 1], 7)],
])('%s has as many parameters as tfjs counts', async ([, topology]) => {
  const { layers } = await inspectNetwork(topology);
  const counted = layers.reduce((sum, { parameters }) => sum + parameters, 0);
  expect(countParameters(topology)).toBe(counted);
});

test('of other kinds of layers it does not tell', () => {
  const { topology } = readLayers(['layerNormalization'], {
    ...{ name: 'example', sampleShape: [4], classes: 2 },
  });
  expect(countParameters(topology)).toBeUndefined();
});

test('a layer that leaves nothing of its input is named', () => {
  const sizes = { ...SIZES, filters: [1, 1, 1] };
  expect(() => countParameters(cnnTopology(sizes, [4, 8, 1], 2))).toThrow(
    "layer 'pool3' leaves nothing: it would give [0, 1, 1]",
  );
});
