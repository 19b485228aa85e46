import * as tf from '@tensorflow/tfjs';
import {
  FILM,
  IMAGE,
  type KerasCase,
  merge,
  same,
  SEQUENCE,
  VALUES,
  VOLUME,
} from './keras-case.ts';

const L = tf.layers;

const ACTIVATIONS = [
  ...['elu', 'gelu', 'linear', 'mish', 'relu', 'relu6', 'selu', 'sigmoid', 'softmax'],
  ...['softplus', 'softsign', 'swish', 'tanh'],
];

const DROPOUTS: Readonly<Record<string, KerasCase>> = {
  alphaDropout: same(VALUES, L.alphaDropout, 'AlphaDropout', { rate: 0.5 }, { training: false }),
  dropout: same(VALUES, L.dropout, 'Dropout', { rate: 0.5 }, { training: false }),
  gaussianDropout: same(
    VALUES,
    L.gaussianDropout,
    'GaussianDropout',
    { rate: 0.5 },
    { training: false },
  ),
  gaussianNoise: same(
    VALUES,
    L.gaussianNoise,
    'GaussianNoise',
    { stddev: 0.5 },
    { training: false },
  ),
  spatialDropout1d: same(
    SEQUENCE,
    L.spatialDropout1d,
    'SpatialDropout1D',
    { rate: 0.5 },
    { training: false },
  ),
};

const CONVOLUTIONS: Readonly<Record<string, KerasCase>> = {
  conv1d: same(SEQUENCE, L.conv1d, 'Conv1D', { filters: 2, kernelSize: 2, activation: 'relu' }),
  conv2d: same(IMAGE, L.conv2d, 'Conv2D', {
    ...{ filters: 3, kernelSize: [3, 2], strides: [2, 1], padding: 'same', activation: 'tanh' },
  }),
  'conv2d, dilated': same(IMAGE, L.conv2d, 'Conv2D', {
    ...{ filters: 3, kernelSize: 2, dilationRate: 2, useBias: false },
  }),
  'conv2d, dilated by two numbers, padded, with bias': same(IMAGE, L.conv2d, 'Conv2D', {
    ...{
      filters: 3,
      kernelSize: [3, 2],
      dilationRate: [2, 3],
      padding: 'same',
      activation: 'relu',
    },
  }),
  'conv1d, dilated': same(SEQUENCE, L.conv1d, 'Conv1D', {
    ...{ filters: 2, kernelSize: 2, dilationRate: 3, activation: 'relu' },
  }),
  conv2dTranspose: same(IMAGE, L.conv2dTranspose, 'Conv2DTranspose', {
    ...{ filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' },
  }),
  conv3d: same(VOLUME, L.conv3d, 'Conv3D', { filters: 2, kernelSize: 2, activation: 'relu' }),
  conv3dTranspose: same(VOLUME, L.conv3dTranspose, 'Conv3DTranspose', {
    ...{ filters: 3, kernelSize: 2, strides: 2, activation: 'relu' },
  }),
  cropping2d: same(IMAGE, L.cropping2D, 'Cropping2D', {
    cropping: [
      [1, 0],
      [2, 1],
    ],
  }),
  depthwiseConv2d: same(IMAGE, L.depthwiseConv2d, 'DepthwiseConv2D', {
    ...{ kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu' },
  }),
  separableConv2d: same(IMAGE, L.separableConv2d, 'SeparableConv2D', {
    ...{ filters: 3, kernelSize: 3, activation: 'relu' },
  }),
  'separableConv2d, dilated': same(IMAGE, L.separableConv2d, 'SeparableConv2D', {
    ...{ filters: 3, kernelSize: 2, dilationRate: 2 },
  }),
  'conv3d, dilated': same(VOLUME, L.conv3d, 'Conv3D', {
    ...{ filters: 2, kernelSize: 2, dilationRate: 2, padding: 'same' },
  }),
  upSampling2d: same(IMAGE, L.upSampling2d, 'UpSampling2D', { size: [2, 3] }),
  zeroPadding2d: same(IMAGE, L.zeroPadding2d, 'ZeroPadding2D', {
    padding: [
      [1, 0],
      [2, 1],
    ],
  }),
  'conv2d before maxPooling2d': {
    shape: IMAGE,
    ours: () => [
      L.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' }),
      L.maxPooling2d({ poolSize: 2 }),
    ],
    layers: [
      { class: 'Conv2D', filters: 3, kernel_size: 3, padding: 'same', activation: 'relu' },
      { class: 'MaxPooling2D', pool_size: 2 },
    ],
  },
};

const POOLINGS: Readonly<Record<string, KerasCase>> = {
  averagePooling1d: same(SEQUENCE, L.averagePooling1d, 'AveragePooling1D', { poolSize: 2 }),
  averagePooling2d: same(IMAGE, L.averagePooling2d, 'AveragePooling2D', {
    ...{ poolSize: 3, strides: 2, padding: 'same' },
  }),
  averagePooling3d: same(VOLUME, L.averagePooling3d, 'AveragePooling3D', { poolSize: 2 }),
  globalAveragePooling1d: same(SEQUENCE, L.globalAveragePooling1d, 'GlobalAveragePooling1D'),
  globalAveragePooling2d: same(IMAGE, L.globalAveragePooling2d, 'GlobalAveragePooling2D'),
  globalMaxPooling1d: same(SEQUENCE, L.globalMaxPooling1d, 'GlobalMaxPooling1D'),
  globalMaxPooling2d: same(IMAGE, L.globalMaxPooling2d, 'GlobalMaxPooling2D'),
  maxPooling1d: same(SEQUENCE, L.maxPooling1d, 'MaxPooling1D', { poolSize: 2 }),
  maxPooling2d: same(IMAGE, L.maxPooling2d, 'MaxPooling2D', {
    ...{ poolSize: 3, strides: 2, padding: 'same' },
  }),
  maxPooling3d: same(VOLUME, L.maxPooling3d, 'MaxPooling3D', { poolSize: 2 }),
};

const NORMALISATIONS: Readonly<Record<string, KerasCase>> = {
  batchNormalization: same(IMAGE, L.batchNormalization, 'BatchNormalization', { momentum: 0.9 }),
  'batchNormalization of values': same(VALUES, L.batchNormalization, 'BatchNormalization'),
  'batchNormalization of sequences, by places': same(
    SEQUENCE,
    L.batchNormalization,
    'BatchNormalization',
    { axis: 1 },
  ),
  'batchNormalization without scale': same(IMAGE, L.batchNormalization, 'BatchNormalization', {
    scale: false,
  }),
  'batchNormalization that is not trainable': same(
    IMAGE,
    L.batchNormalization,
    'BatchNormalization',
    { trainable: false },
  ),
  layerNormalization: same(IMAGE, L.layerNormalization, 'LayerNormalization'),
};

const GATES = { units: 3, recurrentActivation: 'sigmoid' };
const GRU = { class: 'GRU', units: 3, reset_after: false };

const SEQUENCES: Readonly<Record<string, KerasCase>> = {
  bidirectional: {
    shape: SEQUENCE,
    ours: () => [L.bidirectional({ layer: L.gru({ ...GATES } as never) as tf.RNN })],
    layers: [{ class: 'Bidirectional', layer: GRU }],
  },
  'bidirectional, all places added': {
    shape: SEQUENCE,
    ours: () => [
      L.bidirectional({
        layer: L.gru({ ...GATES, returnSequences: true } as never) as tf.RNN,
        mergeMode: 'sum',
      }),
    ],
    layers: [
      { class: 'Bidirectional', layer: { ...GRU, return_sequences: true }, merge_mode: 'sum' },
    ],
  },
  convLstm2d: same(FILM, L.convLstm2d, 'ConvLSTM2D', {
    ...{ filters: 2, kernelSize: 2, recurrentActivation: 'sigmoid' },
  }),
  embedding: same([5], L.embedding, 'Embedding', { inputDim: 7, outputDim: 2 }, { integers: 7 }),
  gru: {
    shape: SEQUENCE,
    ours: () => [L.gru({ ...GATES, goBackwards: true } as never) as tf.layers.Layer],
    layers: [{ ...GRU, go_backwards: true }],
  },
  lstm: same(SEQUENCE, L.lstm, 'LSTM', { ...GATES, returnSequences: true }),
  masking: {
    shape: SEQUENCE,
    ours: () => [
      L.dense({ units: 2, activation: 'relu' }),
      L.masking({ maskValue: 0 }),
      L.lstm({ ...GATES } as never) as tf.layers.Layer,
    ],
    layers: [
      { class: 'Dense', units: 2, activation: 'relu' },
      { class: 'Masking', mask_value: 0 },
      { class: 'LSTM', units: 3 },
    ],
  },
  rnn: {
    shape: SEQUENCE,
    ours: () => [L.rnn({ cell: L.simpleRNNCell({ units: 3 }) }) as tf.layers.Layer],
    layers: [{ class: 'RNN', cell: { class: 'SimpleRNNCell', units: 3 } }],
  },
  simpleRNN: same(SEQUENCE, L.simpleRNN, 'SimpleRNN', { units: 3 }),
  stackedRNNCells: {
    shape: SEQUENCE,
    ours: () => [
      L.rnn({
        cell: L.stackedRNNCells({
          cells: [L.lstmCell({ ...GATES } as never), L.simpleRNNCell({ units: 2 })],
        }),
      }) as tf.layers.Layer,
    ],
    layers: [
      {
        class: 'RNN',
        cell: [
          { class: 'LSTMCell', units: 3 },
          { class: 'SimpleRNNCell', units: 2 },
        ],
      },
    ],
  },
  timeDistributed: {
    shape: SEQUENCE,
    ours: () => [L.timeDistributed({ layer: L.dense({ units: 2, activation: 'tanh' }) })],
    layers: [{ class: 'TimeDistributed', layer: { class: 'Dense', units: 2, activation: 'tanh' } }],
  },
};

/** Every layer of tfjs that Keras has, too, by its name in tfjs. */
export const KERAS_LAYERS: Readonly<Record<string, KerasCase>> = {
  ...Object.fromEntries(
    ACTIVATIONS.map((activation) => [
      `activation, ${activation}`,
      same(SEQUENCE, L.activation, 'Activation', { activation }),
    ]),
  ),
  add: merge(L.add, 'Add'),
  average: merge(L.average, 'Average'),
  'categoryEncoding, count': same(
    [5],
    L.categoryEncoding,
    'CategoryEncoding',
    { numTokens: 4, outputMode: 'count' },
    { integers: 4 },
  ),
  categoryEncoding: same(
    [5],
    L.categoryEncoding,
    'CategoryEncoding',
    { numTokens: 4 },
    { integers: 4 },
  ),
  centerCrop: same(IMAGE, L.centerCrop, 'CenterCrop', { height: 4, width: 2 }),
  concatenate: merge(L.concatenate, 'Concatenate'),
  dense: same(VALUES, L.dense, 'Dense', { units: 3, activation: 'sigmoid' }),
  'dense of sequences': same(SEQUENCE, L.dense, 'Dense', { units: 3 }),
  dot: merge(L.dot, 'Dot', { axes: 1 }),
  elu: same(VALUES, L.elu, 'ELU'),
  flatten: same(IMAGE, L.flatten, 'Flatten'),
  leakyReLU: {
    shape: VALUES,
    ours: () => [L.leakyReLU({ alpha: 0.2 })],
    layers: [{ class: 'LeakyReLU', negative_slope: 0.2 }],
  },
  maximum: merge(L.maximum, 'Maximum'),
  minimum: merge(L.minimum, 'Minimum'),
  multiply: merge(L.multiply, 'Multiply'),
  permute: same(SEQUENCE, L.permute, 'Permute', { dims: [2, 1] }),
  prelu: same(VALUES, L.prelu, 'PReLU'),
  reLU: same(VALUES, L.reLU, 'ReLU', { maxValue: 0.5 }),
  repeatVector: same(VALUES, L.repeatVector, 'RepeatVector', { n: 3 }),
  rescaling: same(VALUES, L.rescaling, 'Rescaling', { scale: 0.5, offset: 1 }),
  reshape: same(VALUES, L.reshape, 'Reshape', { targetShape: [2, 2] }),
  softmax: same(SEQUENCE, L.softmax, 'Softmax', { axis: -1 }),
  thresholdedReLU: {
    shape: VALUES,
    ours: () => [L.thresholdedReLU({ theta: 0.1 })],
    layers: [{ class: 'ReLU', threshold: 0.1 }],
  },
  ...CONVOLUTIONS,
  ...DROPOUTS,
  ...NORMALISATIONS,
  ...POOLINGS,
  ...SEQUENCES,
};
