import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { LAYER_KINDS } from './layer-kinds.ts';
import { readLayers } from './read-layers.ts';
import { builtByTfjs } from './testing/built-by-tfjs.ts';
import type { JsonObject, LayerTopology } from './topology.ts';

const VALUES = [4];
const STEPS = [4, 2];
const IMAGE = [9, 9, 2];
const VOLUME = [9, 9, 9, 2];
const FRAMES = [4, 9, 9, 2];

const convolution = { filters: 3, kernelSize: 3 };
const merged = (merge: unknown) => ({ branches: { one: ['relu'], other: [] }, merge });

/** Each kind of layer as a configuration has it, and the samples that it is given. */
const EXAMPLES: Readonly<Record<string, readonly [entry: unknown, sample: readonly number[]]>> = {
  Dense: [{ dense: 3 }, VALUES],
  Conv1D: [{ conv1d: convolution }, [9, 2]],
  Conv2D: [{ conv2d: { ...convolution, kernelRegularizer: { l2: 0.001 } } }, IMAGE],
  Conv3D: [{ conv3d: { ...convolution, strides: [2, 1, 1] } }, VOLUME],
  Conv2DTranspose: [{ conv2dTranspose: convolution }, IMAGE],
  Conv3DTranspose: [{ conv3dTranspose: convolution }, VOLUME],
  SeparableConv2D: [{ separableConv2d: convolution }, IMAGE],
  DepthwiseConv2D: [{ depthwiseConv2d: 3 }, IMAGE],
  Embedding: [{ embedding: { inputDim: 5, outputDim: 3 } }, VALUES],
  SimpleRNN: [{ simpleRNN: { units: 3, recurrentConstraint: 'maxNorm' } }, STEPS],
  GRU: [{ gru: 3 }, STEPS],
  LSTM: [{ lstm: { units: 3, returnSequences: true } }, STEPS],
  ConvLSTM2D: [{ convLSTM2D: convolution }, FRAMES],
  Bidirectional: [{ bidirectional: { layer: { lstm: 3 }, mergeMode: 'sum' } }, STEPS],
  TimeDistributed: [{ timeDistributed: { layer: { dense: 3 } } }, STEPS],
  BatchNormalization: [{ batchNormalization: { momentum: 0.9 } }, VALUES],
  LayerNormalization: ['layerNormalization', VALUES],
  Activation: [{ activation: 'gelu' }, VALUES],
  ReLU: [{ relu: 6 }, VALUES],
  LeakyReLU: ['leakyReLU', VALUES],
  PReLU: [{ prelu: { sharedAxes: [1, 2] } }, IMAGE],
  ELU: ['elu', VALUES],
  ThresholdedReLU: ['thresholdedReLU', VALUES],
  Softmax: ['softmax', VALUES],
  MaxPooling1D: ['maxPooling1d', STEPS],
  MaxPooling2D: ['maxPool2d', IMAGE],
  MaxPooling3D: ['maxPooling3d', VOLUME],
  AveragePooling1D: ['averagePooling1d', STEPS],
  AveragePooling2D: [{ avgPool2d: { poolSize: 3, strides: 1, padding: 'same' } }, IMAGE],
  AveragePooling3D: ['averagePooling3d', VOLUME],
  GlobalAveragePooling1D: ['globalAveragePooling1d', STEPS],
  GlobalAveragePooling2D: ['globalAveragePooling2d', IMAGE],
  GlobalMaxPooling1D: ['globalMaxPooling1d', STEPS],
  GlobalMaxPooling2D: ['globalMaxPooling2d', IMAGE],
  Dropout: [{ dropout: 0.5 }, VALUES],
  SpatialDropout1D: [{ spatialDropout1d: 0.5 }, STEPS],
  AlphaDropout: [{ alphaDropout: 0.5 }, VALUES],
  GaussianDropout: [{ gaussianDropout: 0.5 }, VALUES],
  GaussianNoise: [{ gaussianNoise: 0.5 }, VALUES],
  Flatten: ['flatten', STEPS],
  Reshape: [{ reshape: [2, -1] }, VALUES],
  Permute: [{ permute: [2, 1] }, STEPS],
  RepeatVector: [{ repeatVector: 3 }, VALUES],
  Cropping2D: [{ cropping2d: [1, [0, 2]] }, IMAGE],
  ZeroPadding2D: ['zeroPadding2d', IMAGE],
  UpSampling2D: [{ upSampling2d: { interpolation: 'bilinear' } }, IMAGE],
  Masking: ['masking', STEPS],
  Add: [{ residual: ['relu'] }, VALUES],
  Average: [merged('average'), VALUES],
  Concatenate: [merged('concatenate'), VALUES],
  Dot: [merged({ dot: 1 }), VALUES],
  Maximum: [merged('maximum'), VALUES],
  Minimum: [merged('minimum'), VALUES],
  Multiply: [merged('multiply'), VALUES],
  Rescaling: [{ rescaling: 0.5 }, VALUES],
  CategoryEncoding: [{ categoryEncoding: 5 }, VALUES],
  CenterCrop: [{ centerCrop: { height: 3, width: 3 } }, IMAGE],
};

/** Where tfjs writes something else than it reads: the axis of the samples that it has seen. */
const WRITTEN: Readonly<Record<string, JsonObject>> = { LayerNormalization: { axis: [1] } };

test.for(Object.keys(LAYER_KINDS))(
  '%s is built by tfjs of what is written of it, which tfjs writes again',
  async (kind) => {
    const [entry, sampleShape] = EXAMPLES[kind]!;
    const { topology } = readLayers([entry], { name: 'example', sampleShape, classes: 2 });
    const model = await builtByTfjs(topology);
    const layers = topology.config['layers'] as unknown as LayerTopology[];
    const { class_name, config } = layers.at(-1)!;
    expect(class_name).toBe(kind);
    const layer = model.getLayer(config['name'] as string);
    const json = model.toJSON(null, false) as unknown as typeof topology;
    const written = (json.config['layers'] as unknown as LayerTopology[]).at(-1)!;
    expect(layer.getClassName()).toBe(kind);
    expect(written).toMatchObject({ class_name, config: { ...config, ...WRITTEN[kind] } });
  },
);

/** Of what tfjs can build these are no layers of a network: what they do is done elsewhere, or they do not stand alone. */
const LEFT_OUT = [
  ...['InputLayer', 'RNN', 'StackedRNNCells', 'LSTMCell', 'GRUCell', 'SimpleRNNCell'],
  ...['ConvLSTM2DCell', 'RandomWidth', 'Resizing'],
];

test('every layer of tfjs is a kind, but for those that are left out', () => {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const classes = Object.entries(classNameMap).filter(
    ([, [made]]) => (made as unknown) !== tf.LayersModel && isLayer(made),
  );
  const names = classes.map(([name]) => name).filter((name) => !LEFT_OUT.includes(name));
  expect(Object.keys(LAYER_KINDS).toSorted()).toEqual(names.toSorted());
});

function isLayer(made: unknown): boolean {
  const { prototype } = made as { readonly prototype: object };
  const isModel = prototype instanceof tf.LayersModel || prototype instanceof tf.Sequential;
  return prototype instanceof tf.layers.Layer && !isModel;
}
