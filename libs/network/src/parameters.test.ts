import { expect, test } from 'vitest';
import { cnnTopology } from './cnn.ts';
import { inspectNetwork } from './inspection/inspect-network.ts';
import { mlpTopology } from './mlp.ts';
import { countParameters } from './parameters.ts';
import { readLayers } from './read-layers.ts';
import { resnet20Topology } from './resnet20.ts';
import { layerNamed, layersOf, nameOf } from './topology-layers.ts';
import type { Topology } from './topology.ts';

const SIZES = { filters: [3, 5], kernelSize: 4, denseUnits: [7, 6], dropout: 0.5 };

const CATEGORIES = [1, 4].map((column) => ({
  ...{ name: `column ${column}`, column, count: 9 * column, scale: 2, offset: 1 },
}));

function cropped(): Topology {
  const layers = [
    { reshape: [4, 5, 3] },
    {
      branches: {
        crop: [
          {
            cropping2d: [
              [0, 1],
              [2, 0],
            ],
          },
        ],
        conv: [{ conv2d: { filters: 2, kernelSize: [2, 3] } }],
      },
    },
    {
      branches: { one: [{ dense: 4 }], other: [{ dense: 4 }] },
      merge: { concatenate: { axis: 1 } },
    },
    'flatten',
    'dense',
  ];
  return readLayers(layers, { name: 'cropped', sampleShape: [6, 10], classes: 2 }).topology;
}

test.for<[string, Topology]>([
  ['the CNN', cnnTopology(SIZES, [32, 32, 3], 10)],
  ['the CNN of odd images', cnnTopology(SIZES, [13, 27, 1], 2)],
  ['the multilayer perceptron', mlpTopology(SIZES, [20], 3)],
  ['the multilayer perceptron of pictures', mlpTopology(SIZES, [8, 8, 3], 3)],
  ['the multilayer perceptron of categories', mlpTopology(SIZES, [5], 3, CATEGORIES)],
  ['layers that reshape, crop and concatenate', cropped()],
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

test('a layer that lacks what its numbers follow from is named', () => {
  const topologies = [
    cnnTopology(SIZES, [32, 32, 3], 10),
    cropped(),
    resnet20Topology([9, 9, 3], 2),
  ];
  const counted = [
    ...['strides', 'kernel_size', 'filters', 'pool_size', 'units', 'axis', 'cropping'],
    ...['target_shape', 'batch_input_shape'],
  ];
  for (const setting of counted) {
    const having = topologies.flatMap((topology) =>
      layersOf(topology)
        .filter(
          ({ config, class_name }) => setting in config && class_name !== 'BatchNormalization',
        )
        .map((layer) => ({ topology, name: nameOf(layer) })),
    );
    expect(having.length, setting).toBeGreaterThan(0);
    for (const { topology, name } of having) {
      const broken = structuredClone(topology);
      delete (layerNamed(broken, name).config as Record<string, unknown>)[setting];
      expect(() => countParameters(broken)).toThrow(`${setting} of layer '${name}' must be`);
    }
  }
});
