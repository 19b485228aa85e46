import { describe, expect, test } from 'vitest';
import { inspectNetwork } from './inspection/inspect-network.ts';
import { readLayers } from './read-layers.ts';
import { readModel } from './read-model.ts';
import { layersOf } from './topology-layers.ts';
import type { Json, JsonObject, LayerTopology } from './topology.ts';

const SAMPLE = [8, 8, 3];

const layer = (class_name: string, config: JsonObject) => ({ class_name, config });
const INPUT = layer('InputLayer', { name: 'in', batch_input_shape: [null, ...SAMPLE] });
const CONV = layer('Conv2D', { name: 'conv', filters: 4, kernel_size: [3, 3], activation: 'relu' });
const POOL = layer('GlobalAveragePooling2D', { name: 'gap' });
const DENSE = layer('Dense', { name: 'out', units: 2, activation: 'softmax' });

const sequential = (...layers: object[]) => ({ class_name: 'Sequential', config: { layers } });

/** A model whose layers name what they take as Keras 2 has it: `[layer, node]`. */
function functional(nodes: Readonly<Record<string, Json>>, layers: object[], output = 'out') {
  const called = layers.map((each) => {
    const { name } = (each as typeof CONV).config;
    return { ...each, name, inbound_nodes: nodes[name as string] ?? [] };
  });
  const config = {
    name: 'm',
    layers: called,
    input_layers: [['in', 0, 0]],
    output_layers: [[output, 0, 0]],
  };
  return { class_name: 'Functional', config };
}

const from = (...names: string[]) => names.map((name) => [name, 0, 0, {}]);

/** A layer as Keras 3 writes it. */
function keras3({ class_name, config }: ReturnType<typeof layer>): ReturnType<typeof layer> {
  const policy = {
    module: 'keras',
    class_name: 'DTypePolicy',
    config: { name: 'float32' },
    registered_name: null,
  };
  const seeded = { seed: null, input_axes: null, output_axes: null };
  const initializer = {
    module: 'keras.initializers',
    class_name: 'GlorotUniform',
    config: seeded,
    registered_name: null,
  };
  const more =
    'filters' in config
      ? { kernel_initializer: initializer, groups: 1, activity_regularizer: null }
      : {};
  const { batch_input_shape, ...others } = config;
  const shape = batch_input_shape ? { batch_shape: batch_input_shape, optional: false } : {};
  const settings = { ...others, ...shape, ...more, trainable: true, dtype: policy };
  return { module: 'keras.layers', registered_name: null, class_name, config: settings } as never;
}

const tensor = (name: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null], dtype: 'float32', keras_history: [name, 0, 0] },
});

const PLAIN = readModel(sequential(CONV, POOL, DENSE), SAMPLE).topology;

test('a model is the network that its layers would be in a configuration', () => {
  const listed = readLayers(
    [
      { conv2d: { name: 'conv', filters: 4, kernelSize: 3, activation: 'relu' } },
      { globalAveragePooling2d: { name: 'gap' } },
      { dense: { name: 'out', activation: 'softmax' } },
    ],
    { name: 'network', sampleShape: SAMPLE, classes: 2 },
  );
  expect(PLAIN).toEqual(listed.topology);
});

const graph = (nodes: (name: string) => Json) =>
  functional({ conv: nodes('in'), gap: nodes('conv'), out: nodes('gap') }, [
    INPUT,
    CONV,
    POOL,
    DENSE,
  ]);

describe('one network, however it is written:', () => {
  const renamed = { ...PLAIN, config: { ...PLAIN.config, name: 'm' } };
  test.for<[string, unknown, unknown]>([
    ['with an input layer', sequential(INPUT, CONV, POOL, DENSE), PLAIN],
    ['of Keras 3', sequential(...[INPUT, CONV, POOL, DENSE].map(keras3)), PLAIN],
    ['as a graph', graph((name) => [from(name)]), renamed],
    [
      'as a graph of Keras 3',
      graph((name) => [{ args: [tensor(name)], kwargs: { mask: null, training: false } }] as never),
      renamed,
    ],
    [
      'with a model within it',
      sequential(
        { class_name: 'Sequential', config: { name: 'body', layers: [INPUT, CONV, POOL] } },
        DENSE,
      ),
      PLAIN,
    ],
  ])('%s', ([, json, expected]) => {
    expect(readModel(json, SAMPLE).topology).toEqual(expected);
  });
});

test("layers of a model within it are known by that model's name, and frozen with it", () => {
  const config = { name: 'body', trainable: false, layers: [CONV, POOL] };
  const json = sequential({ class_name: 'Sequential', config }, CONV, DENSE);
  const { topology, origins } = readModel(json, SAMPLE);
  expect([...origins]).toEqual([
    ['conv', 'body/conv'],
    ['gap', 'body/gap'],
    ['conv_1', 'conv'],
    ['out', 'out'],
  ]);
  const trained = layersOf(topology).map(({ config: { name, trainable } }) => [name, trainable]);
  expect(trained.slice(1)).toEqual([
    ['conv', false],
    ['gap', false],
    ['conv_1', true],
    ['out', true],
  ]);
});

test('a layer that is called twice has its weights once', async () => {
  const same = { ...CONV, config: { ...CONV.config, name: 'same', filters: 3, padding: 'same' } };
  const json = functional(
    {
      same: [from('in'), from('same')],
      add: [[...from('same'), ['same', 1, 0, {}]]],
      gap: [from('add')],
      out: [from('gap')],
    },
    [INPUT, same, layer('Add', { name: 'add' }), POOL, DENSE],
  );
  const { weights, outputShape } = await inspectNetwork(readModel(json, SAMPLE).topology);
  expect(outputShape).toEqual([2]);
  expect(weights.map(({ name }) => name)).toEqual([
    ...['same/kernel', 'same/bias', 'out/kernel', 'out/bias'],
  ]);
});

test("regularizers, constraints and settings of Keras' own names are translated", () => {
  const l2 = { module: 'keras.regularizers', class_name: 'L2', config: { l2: 0.25 } };
  const norm = { class_name: 'MaxNorm', config: { max_value: 3, axis: 0 } };
  const drawn = {
    class_name: 'VarianceScaling',
    config: { scale: 2, mode: 'fan_out', distribution: 'truncated_normal', seed: 7 },
  };
  const dense = layer('Dense', {
    ...{ name: 'out', units: 2, kernel_regularizer: l2, kernel_constraint: norm },
    ...{ kernel_initializer: drawn, activation: 'silu', lora_rank: null },
  });
  const leaky = layer('LeakyReLU', { name: 'leaky', negative_slope: 0.25 });
  const normalised = layer('BatchNormalization', { name: 'bn', axis: [3], synchronized: false });
  const { topology } = readModel(sequential(normalised, leaky, POOL, dense), SAMPLE);
  const [, bn, relu, , out] = layersOf(topology);
  expect(bn!.config['axis']).toBe(3);
  expect(relu!.config['alpha']).toBe(0.25);
  expect(out!.config).toMatchObject({
    activation: 'swish',
    kernel_regularizer: { class_name: 'L1L2', config: { l1: 0, l2: 0.25 } },
    kernel_constraint: { class_name: 'MaxNorm', config: { max_value: 3, axis: 0 } },
    kernel_initializer: {
      class_name: 'VarianceScaling',
      config: { scale: 2, mode: 'fan_out', distribution: 'normal', seed: null },
    },
  });
});

test('a precision that a model has is said not to be taken over', () => {
  const half = {
    ...DENSE,
    config: { ...DENSE.config, dtype: { config: { name: 'mixed_bfloat16' } } },
  };
  const { notes } = readModel(sequential(CONV, POOL, half as never), SAMPLE);
  expect(notes).toEqual([expect.stringContaining('mixed_bfloat16, is not taken over')]);
});

describe('what cannot be trained is refused:', () => {
  const named = (class_name: string, config: JsonObject = {}) =>
    sequential(layer(class_name, { name: 'odd', ...config }));
  test.for<[string, unknown, string | RegExp]>([
    ['a number', 3, /^it is no model of Keras/],
    ['a layer', DENSE, /^it is no model of Keras/],
    ['nothing', sequential(), 'it has no layers'],
    ['no layer', { class_name: 'Sequential', config: { layers: [3] } }, /^layer 1 is 3/],
    ['Lambda', named('Lambda', { function: 'x*2' }), /^layer 'odd': Lambda cannot be trained here/],
    ['RandomFlip', named('RandomFlip'), /^layer 'odd': RandomFlip cannot .*'augmentation'/],
    [
      'another one',
      named('Densee', { units: 3 }),
      /^layer 'odd': there is no layer "Densee": did you mean 'dense'/,
    ],
    [
      'a regularizer',
      named('Dense', {
        units: 2,
        kernel_regularizer: { class_name: 'OrthogonalRegularizer', config: {} },
      }),
      /^layer 'odd': 'kernelRegularizer': there is no "OrthogonalRegularizer": known are l1, l2, l1l2$/,
    ],
    [
      'groups',
      named('Conv2D', { filters: 4, kernel_size: 3, groups: 2 }),
      /conv2d has no field "groups"/,
    ],
    [
      'channels first',
      named('Conv2D', { filters: 4, kernel_size: 3, data_format: 'channels_first' }),
      /'dataFormat' must be "channels_last"/,
    ],
    ['a slope', named('ReLU', { negative_slope: 0.2 }), /relu has no field "negativeSlope"/],
    [
      "Keras' GRU",
      named('GRU', { units: 3, reset_after: true }),
      /'resetAfter' must be false: tfjs/,
    ],
    [
      'other samples',
      sequential({ ...CONV, config: { ...CONV.config, batch_input_shape: [null, 28, 28, 1] } }),
      'it takes samples of [28, 28, 1], and the samples of this dataset are [8, 8, 3]',
    ],
    [
      'a number as input',
      graph((name) => [{ args: [tensor(name), 2] }] as never),
      /^layer 'conv' is called on 2/,
    ],
    [
      'an output that nothing gives',
      functional({}, [INPUT, DENSE]),
      "nothing gives output 0 of layer 'out'",
    ],
    [
      'two inputs',
      {
        class_name: 'Model',
        config: {
          layers: [INPUT],
          input_layers: [
            ['in', 0, 0],
            ['b', 0, 0],
          ],
          output_layers: [['in', 0, 0]],
        },
      },
      'it has 2 inputs: a network here has one',
    ],
  ])('%s', ([, json, message]) => {
    expect(() => readModel(json, SAMPLE)).toThrow(
      expect.objectContaining({
        name: 'NetworkMistake',
        message: message instanceof RegExp ? expect.stringMatching(message) : message,
      }),
    );
  });
});

describe("Keras 3's hard sigmoid, which is another function than that of Keras 2 and tfjs,", () => {
  const keras = (version: 2 | 3, ...layers: object[]) => ({
    class_name: 'Sequential',
    config: {
      name: 'model',
      layers: [
        {
          class_name: 'InputLayer',
          config: { name: 'in', [version === 3 ? 'batch_shape' : 'batch_input_shape']: [null, 4] },
        },
        ...layers,
      ],
    },
  });
  const dense = {
    class_name: 'Dense',
    config: { name: 'gate', units: 3, activation: 'hard_sigmoid' },
  };
  const read = (json: object) => readModel(json, [4]);
  const outline = ({ topology }: ReturnType<typeof read>) =>
    (topology.config['layers'] as unknown as LayerTopology[]).map(({ class_name, config }) => {
      const { activation, scale, offset } = config;
      return [class_name, activation, scale, offset].filter((each) => each !== undefined);
    });
  const RELU6 = [
    ['Rescaling', 1, 3],
    ['Activation', 'relu6'],
    ['Rescaling', 1 / 6, 0],
  ];

  test('becomes relu6 between two rescalings, and its layer keeps its weights', () => {
    const model = read(keras(3, dense));
    expect(outline(model)).toEqual([['InputLayer'], ['Dense', 'linear'], ...RELU6]);
    expect([...model.origins.values()]).toEqual(['gate', 'gate', 'gate', 'gate']);
    expect([...model.origins.keys()][0]).toBe('gate');
    const activation = { class_name: 'Activation', config: { activation: 'hard_sigmoid' } };
    expect(outline(read(keras(3, activation)))).toEqual([['InputLayer'], ...RELU6]);
  });

  test('stays what it is in a model of Keras 2', () => {
    expect(outline(read(keras(2, dense)))).toEqual([['InputLayer'], ['Dense', 'hard_sigmoid']]);
  });

  test.for([
    {
      class_name: 'LSTM',
      config: { name: 'lstm', units: 3, recurrent_activation: 'hard_sigmoid' },
    },
    {
      class_name: 'GRU',
      config: { name: 'gru', units: 3, activation: 'hard_sigmoid', reset_after: false },
    },
    { class_name: 'TimeDistributed', config: { name: 'each', layer: dense } },
  ])('is refused where it is within a layer: $class_name', (layer) => {
    expect(() => read(keras(3, layer))).toThrow(
      `layer '${layer.config.name}': hard_sigmoid is another function in Keras 3 than in TensorFlow.js`,
    );
  });
});
