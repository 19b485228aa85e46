import { describe, expect, test } from 'vitest';
import { NetworkMistake } from './network-mistake.ts';
import { readLayers } from './read-layers.ts';
import { resnet20Topology } from './resnet20.ts';
import { builtByTfjs } from './testing/built-by-tfjs.ts';
import type { LayerTopology, Topology } from './topology.ts';

const FOR = { name: 'example', sampleShape: [8, 8, 3], classes: 5 };

function layersOf({ config }: Topology): readonly (LayerTopology & { inbound_nodes: unknown })[] {
  return config['layers'] as never;
}

/** What feeds each layer: `add: conv2d_1, conv2d`. */
function wiring(topology: Topology): string[] {
  return layersOf(topology).map(({ config, inbound_nodes }) => {
    const [inputs = []] = inbound_nodes as [string][][];
    return `${String(config['name'])}: ${inputs.map(([name]) => name).join(', ')}`;
  });
}

test('layers follow each other, named as Keras names them', () => {
  const conv2d = { filters: 4, kernelSize: 3 };
  const layers = [{ conv2d }, { Conv2D: conv2d }, 'Flatten', { dense: { name: 'logits' } }];
  const { topology, places } = readLayers(layers, FOR);
  expect(wiring(topology)).toEqual([
    'images: ',
    'conv2d: images',
    'conv2d_1: conv2d',
    'flatten: conv2d_1',
    'logits: flatten',
  ]);
  expect([...places]).toEqual([
    ['conv2d', [0]],
    ['conv2d_1', [1]],
    ['flatten', [2]],
    ['logits', [3]],
  ]);
});

test('a last dense layer has a unit for each class where it says none, others must say', () => {
  for (const last of ['dense', { dense: { activation: 'softmax' } }, { dense: null }]) {
    const { topology } = readLayers(['flatten', last], FOR);
    expect(layersOf(topology).at(-1)!.config['units']).toBe(5);
  }
  const scaled = readLayers(['dense', { rescaling: 0.5 }, { activation: 'softmax' }], FOR).topology;
  expect(layersOf(scaled).find(({ class_name }) => class_name === 'Dense')!.config['units']).toBe(
    5,
  );
  expect(() => readLayers(['dense', 'flatten'], FOR)).toThrow("dense needs 'units'");
  const { topology } = readLayers(['flatten', { dense: 3 }], FOR);
  expect(layersOf(topology).at(-1)!.config['units']).toBe(3);
});

test('a residual adds what its layers make to the input, or to what the shortcut makes of it', () => {
  const layers = [
    { residual: ['relu', { residual: [{ activation: 'tanh' }] }] },
    { residual: [{ dense: 3 }], shortcut: [{ dense: { units: 3, name: 'kept' } }] },
  ];
  const { topology, places } = readLayers(layers, FOR);
  expect(wiring(topology)).toEqual([
    'images: ',
    're_lu: images',
    'activation: re_lu',
    'add: activation, re_lu',
    'add_1: add, images',
    'dense: add_1',
    'kept: add_1',
    'add_2: dense, kept',
  ]);
  expect(places.get('activation')).toEqual([0, 'residual', 1, 'residual', 0]);
  expect(places.get('kept')).toEqual([1, 'shortcut', 0]);
});

test('convolutions may begin with initializers that Keras has not', () => {
  const kernelInitializer = (initializer: unknown) => {
    const conv2d = { filters: 4, kernelSize: 3, kernelInitializer: initializer };
    const { topology } = readLayers([{ conv2d }], FOR);
    return layersOf(topology).at(-1)!.config['kernel_initializer'];
  };
  expect(kernelInitializer('dirac')).toEqual({ class_name: 'Dirac', config: {} });
  expect(kernelInitializer({ dirac: { rest: 'zeros' } })).toEqual({
    class_name: 'Dirac',
    config: { rest: { class_name: 'Zeros', config: {} } },
  });
  expect(kernelInitializer('whitening')).toEqual({
    class_name: 'Whitening',
    config: { epsilon: 0.0005 },
  });
});

test('branches are concatenated, or merged as is said', () => {
  const branches = { wide: [{ dense: 8 }], narrow: [{ dense: 2 }, 'relu'], itself: [] };
  expect(wiring(readLayers([{ branches }], FOR).topology).at(-1)).toBe(
    'concatenate: dense, re_lu, images',
  );
  const merge = { average: { name: 'mean' } };
  const { topology } = readLayers([{ branches: { one: ['relu'], other: [] }, merge }], FOR);
  expect(wiring(topology).at(-1)).toBe('mean: re_lu, images');
});

describe('what is wrong is said with its place:', () => {
  test.for<[string, unknown, (string | number)[], string | RegExp]>([
    ['no list', 'flatten', [], `must be a list of layers, not "flatten"`],
    ['a number', [3], [0], /^a layer is a name, with its fields below it, such as/],
    ['a slip', ['flaten'], [0], `there is no layer "flaten": did you mean 'flatten'?`],
    [
      'another word',
      [{ transformer: 3 }],
      [0, 'transformer'],
      /^there is no layer.*known are dense/,
    ],
    [
      'a layer of Keras alone',
      [{ randomFlip: 'horizontal' }],
      [0, 'randomFlip'],
      "RandomFlip cannot be trained here: training images are changed by the section 'augmentation': leave the layer out",
    ],
    [
      'a field that a layer has not',
      [{ conv2d: { filters: 3, kernel: 3 } }],
      [0, 'conv2d', 'kernel'],
      /^conv2d has no field "kernel": (did you mean|known are)/,
    ],
    [
      'a slip in a field',
      [{ conv2d: { filtres: 3, kernelSize: 3 } }],
      [0, 'conv2d', 'filtres'],
      `conv2d has no field "filtres": did you mean 'filters'?`,
    ],
    [
      'a field that is missing',
      [{ conv2d: 3 }],
      [0, 'conv2d'],
      "conv2d needs 'kernelSize', a whole number from 1, or a list of 2",
    ],
    [
      'a value that is not allowed',
      [{ dropout: 1.5 }],
      [0, 'dropout', 'rate'],
      "'rate' must be a number from 0 to below 1, not 1.5",
    ],
    [
      'an activation',
      [{ dense: { units: 3, activation: 'rleu' } }],
      [0, 'dense', 'activation'],
      `'activation': there is no "rleu": did you mean 'relu'?`,
    ],
    [
      'an initializer',
      [{ dense: { units: 3, kernelInitializer: 'heNormall' } }],
      [0, 'dense', 'kernelInitializer'],
      `'kernelInitializer': there is no "heNormall": did you mean 'heNormal'?`,
    ],
    [
      'a setting of a regularizer',
      [{ dense: { units: 3, kernelRegularizer: { l2: { l3: 1 } } } }],
      [0, 'dense', 'kernelRegularizer', 'l2'],
      /^'kernelRegularizer': l2 has no "l3"/,
    ],
    [
      "an initializer's seed",
      [{ dense: { units: 3, kernelInitializer: { heNormal: { seed: 1 } } } }],
      [0, 'dense', 'kernelInitializer', 'heNormal', 'seed'],
      /each member's seed/,
    ],
    [
      'fields beside a layer',
      [{ conv2d: 3, kernelSize: 3 }],
      [0, 'kernelSize'],
      "'kernelSize' stands beside 'conv2d': a layer's fields stand below it, as in '- conv2d: {kernelSize: …}'",
    ],
    [
      'a layer of several inputs in a list',
      ['add'],
      [0],
      "add takes several inputs: write 'branches:' with 'merge: add'",
    ],
    [
      'a branch',
      [{ branches: { one: [], other: ['x'] } }],
      [0, 'branches', 'other', 0],
      /^there is no layer "x"/,
    ],
    [
      'a merge without a name',
      [{ branches: { one: [], other: [] }, merge: {} }],
      [0, 'merge'],
      "must be the name of a layer that merges, such as 'add', not {}",
    ],
    ['one branch', [{ branches: { one: [] } }], [0, 'branches'], /^must be two or more lists/],
    [
      'a merge that is none',
      [{ branches: { one: [], other: [] }, merge: 'dense' }],
      [0, 'merge'],
      'dense takes one input alone',
    ],
    [
      'a key beside branches',
      [{ residual: ['relu'], shortcuts: [] }],
      [0, 'shortcuts'],
      `there is no "shortcuts": did you mean 'shortcut'?`,
    ],
    ['an empty residual', [{ residual: [] }], [0, 'residual'], 'has no layers'],
    [
      'one name twice',
      [{ dense: { units: 2, name: 'a' } }, { dense: { units: 2, name: 'a' } }],
      [1, 'dense', 'name'],
      "another layer has the name 'a'",
    ],
    ['a wrapper of nothing', ['bidirectional'], [0, 'layer'], /^bidirectional needs 'layer'/],
  ])('%s', ([, layers, path, message]) => {
    let found: unknown;
    try {
      readLayers(layers, FOR);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(NetworkMistake);
    const { message: words, path: place } = found as NetworkMistake;
    expect([place, words]).toEqual([
      path,
      message instanceof RegExp ? expect.stringMatching(message) : message,
    ]);
  });
});

test('ResNet-20 has 20 layers with kernels on the longest way, and 274,042 parameters', async () => {
  const topology = resnet20Topology([32, 32, 3], 10);
  const model = await builtByTfjs(topology);
  expect(model.countParams()).toBe(274_042);
  const shapes = model.layers.map(({ outputShape }) => (outputShape as number[]).slice(1));
  expect(shapes.at(-1)).toEqual([10]);
  expect(new Set(shapes.filter(({ length }) => length === 3).map((shape) => shape.join()))).toEqual(
    new Set(['32,32,3', '32,32,16', '16,16,32', '8,8,64']),
  );
  const kernels = layersOf(topology).filter(
    ({ class_name, config }) => class_name === 'Dense' || String(config['kernel_size']) === '3,3',
  );
  expect(kernels).toHaveLength(20);
});
