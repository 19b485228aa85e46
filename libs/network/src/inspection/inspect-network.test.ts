import { describe, expect, test } from 'vitest';
import { checkOutputs } from '../check-outputs.ts';
import { cnnTopology } from '../cnn.ts';
import { readLayers } from '../read-layers.ts';
import { layerNamed } from '../topology-layers.ts';
import { inspectNetwork } from './inspect-network.ts';

const read = (layers: unknown, sampleShape: readonly number[]) =>
  readLayers(layers, { name: 'example', sampleShape, classes: 3 }).topology;

test("the experiment's CNN has 132,435 parameters and 4.9 million operations", async () => {
  const sizes = { filters: [15, 30, 30, 30], kernelSize: 4, denseUnits: [200, 200, 100, 100] };
  const { layers, outputShape } = await inspectNetwork(
    cnnTopology({ ...sizes, dropout: 0.5 }, [32, 32, 3], 10),
  );
  const sum = (key: 'parameters' | 'operations') =>
    layers.reduce((total, layer) => total + layer[key], 0);
  expect([outputShape, sum('parameters')]).toEqual([[10], 132_435]);
  const convolutions = 1024 * 720 + 256 * 7200 + 64 * 14_400 + 16 * 14_400;
  expect(sum('operations')).toBe(convolutions + 24_000 + 40_000 + 20_000 + 10_000 + 1000);
});

test.for<[string, unknown, number[], number]>([
  ['dense', { dense: 5 }, [4, 6], 4 * 30],
  ['conv1d', { conv1d: { filters: 2, kernelSize: 3, strides: 2 } }, [9, 4], 4 * 24],
  ['conv2dTranspose', { conv2dTranspose: { filters: 2, kernelSize: 3 } }, [4, 4, 5], 16 * 90],
  ['depthwiseConv2d', { depthwiseConv2d: 3 }, [6, 6, 5], 16 * 45],
  [
    'separableConv2d',
    { separableConv2d: { filters: 2, kernelSize: 3 } },
    [6, 6, 5],
    16 * (45 + 10),
  ],
  ['lstm', { lstm: 3 }, [7, 2], 7 * 4 * (6 + 9)],
  ['bidirectional', { bidirectional: { layer: { lstm: 3 } } }, [7, 2], 2 * 7 * 4 * (6 + 9)],
  ['timeDistributed', { timeDistributed: { layer: { dense: 3 } } }, [7, 2], 7 * 6],
  [
    'convLSTM2D',
    { convLSTM2D: { filters: 2, kernelSize: 3 } },
    [5, 6, 6, 3],
    5 * 16 * 4 * 9 * (6 + 4),
  ],
  ['flatten', 'flatten', [4, 6], 0],
])(
  '%s: multiplications with additions are those of its kernels',
  async ([, layer, shape, count]) => {
    const { layers } = await inspectNetwork(read([layer], shape));
    expect(layers.at(-1)!.operations).toBe(count);
  },
);

describe('a layer whose inputs do not fit is named, with what it takes and gets:', () => {
  test.for<[string, unknown[], number[], RegExp]>([
    [
      'a convolution of a row',
      ['flatten', { conv2d: { filters: 3, kernelSize: 3 } }],
      [8, 8, 3],
      /^layer 'conv2d' \(conv2d\) takes \[height, width, channels\], and gets \[192\] of 'flatten'$/,
    ],
    [
      'a kernel larger than its images',
      [{ conv2d: { filters: 3, kernelSize: 9 } }],
      [8, 8, 3],
      /^layer 'conv2d' .* cannot take \[8, 8, 3\] of 'images': nothing is left of them/,
    ],
    [
      'a sum of other shapes',
      [{ residual: [{ conv2d: { filters: 4, kernelSize: 3 } }] }],
      [8, 8, 3],
      /^layer 'add' \(add\) takes inputs of one shape, and gets \[6, 6, 4\] of 'conv2d' and \[8, 8, 3\] of 'images'$/,
    ],
    [
      'a row that is flattened',
      ['flatten'],
      [8],
      /^layer 'flatten' .* \[8\] of 'samples': leave it out$/,
    ],
    ['steps', [{ lstm: 3 }], [8], /takes \[steps, values\], and gets \[8\] of 'samples'$/],
    [
      'another number of values',
      [{ reshape: [3, 7] }],
      [8],
      /\[3, 7\] has another number of values$/,
    ],
    [
      'branches',
      [{ branches: { one: [{ dense: 3 }], other: ['flatten'] } }],
      [8, 8],
      /that differ along its axis alone, and gets \[8, 3\] of 'dense' and \[64\] of 'flatten'$/,
    ],
  ])('%s', async ([, layers, shape, message]) => {
    await expect(inspectNetwork(read(layers, shape))).rejects.toThrow(
      expect.objectContaining({ name: 'NetworkMistake', message: expect.stringMatching(message) }),
    );
  });
});

describe('an initializer that could make nothing of a weight is refused where its layer is:', () => {
  const conv = (more: object) => ({ conv2d: { filters: 24, kernelSize: 2, ...more } });
  test.for<[string, unknown[], RegExp | undefined]>([
    [
      'dirac',
      [conv({ kernelInitializer: 'dirac' }), { dense: { units: 3, kernelInitializer: 'dirac' } }],
      undefined,
    ],
    [
      'dirac within a layer',
      [{ timeDistributed: { layer: { dense: { units: 3, kernelInitializer: 'dirac' } } } }],
      undefined,
    ],
    ['whitening', [{ rescaling: 2 }, conv({ kernelInitializer: 'whitening' })], undefined],
    [
      'of a bias',
      [conv({ biasInitializer: 'dirac' })],
      /^layer 'conv2d' \(conv2d\) cannot begin its bias as 'dirac', which is for the kernel/,
    ],
    [
      'of a gate',
      [{ reshape: [16, 12] }, { lstm: { units: 3, kernelInitializer: 'dirac' } }],
      /^layer 'lstm' \(lstm\) .* of a convolution or a dense layer: use another/,
    ],
    [
      'of depths',
      [{ depthwiseConv2d: { kernelSize: 2, depthwiseInitializer: 'dirac' } }],
      /cannot begin its depthwise as 'dirac'/,
    ],
    [
      'whitening of a dense layer',
      [{ dense: { units: 3, kernelInitializer: 'whitening' } }],
      /^layer 'dense' .* is for the kernel of a conv2d: use another/,
    ],
    [
      'whitening of what a convolution gives',
      [conv({}), conv({ kernelInitializer: 'whitening' })],
      /^layer 'conv2d_1' .* computed from the samples, \[8, 8, 3\]: .* and gets \[7, 7, 24\] of 'conv2d'; use another/,
    ],
    [
      'whitening within a layer',
      [
        { reshape: [1, 8, 8, 3] },
        { timeDistributed: { layer: conv({ kernelInitializer: 'whitening' }) } },
      ],
      undefined,
    ],
  ])('%s', async ([, layers, message]) => {
    const inspected = inspectNetwork(read(layers, [8, 8, 3]));
    if (message === undefined) await inspected;
    else await expect(inspected).rejects.toThrow(message);
  });

  test('whitening of samples that are no pictures', async () => {
    const layers = [{ reshape: [2, 4, 3] }, conv({ kernelInitializer: 'whitening' })];
    await expect(inspectNetwork(read(layers, [24]))).rejects.toThrow(
      "computed from the samples, [24]: it must take them, or images with as many channels, and gets [2, 4, 3] of 'reshape'",
    );
  });
});

describe('results that are no probabilities of three classes are refused:', () => {
  test.for<[string, unknown[], RegExp | undefined]>([
    ['a softmax', [{ dense: { activation: 'softmax' } }], undefined],
    ['a softmax of its own', [{ dense: 3 }, 'softmax'], undefined],
    ['an activation', [{ dense: 3 }, { activation: 'softmax' }], undefined],
    [
      'logits',
      [{ dense: 3 }],
      /ends with 'dense' \(dense, activation linear\), whose results are no probabilities/,
    ],
    ['sigmoids', [{ dense: { activation: 'sigmoid' } }], /activation sigmoid\)/],
    [
      'dropout',
      [{ dense: { units: 3, activation: 'softmax' } }, { dropout: 0.5 }],
      /'dropout' \(dropout\), whose/,
    ],
    [
      'five',
      [{ dense: { units: 5, activation: 'softmax' } }],
      /gives 5 values, \[5\], and the data has 3 classes, \[3\]: a$/,
    ],
    [
      'steps',
      [{ repeatVector: 2 }],
      /gives \[2, 8\]: it must give one value for each of the 3 classes, \[3\]$/,
    ],
  ])('%s', async ([, layers, message]) => {
    const topology = read(layers, [8]);
    const { outputShape } = await inspectNetwork(topology);
    const check = () => checkOutputs(topology, outputShape, 3, { classes: 'a', softmax: 'b' });
    if (message === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(message);
  });
});

test.for<[number[], object]>([
  [[2, 9], { reshape: [2, -1] }],
  [[18], { reshape: [-1] }],
])('a reshape leaves a size open, which its input settles: %j', async ([shape, layer]) => {
  const { topology, layers } = await inspectNetwork(read([layer, { dense: 5 }], [6, 3]));
  const reshape = layerNamed(topology, 'reshape');
  expect(reshape.config['target_shape']).toEqual(shape);
  expect(layers.at(-1)!.parameters).toBe(5 * (shape.at(-1)! + 1));
});

test('a reshape whose sizes do not divide its input is refused', async () => {
  await expect(inspectNetwork(read([{ reshape: [4, -1] }], [6, 3]))).rejects.toThrow(/reshape/);
});
