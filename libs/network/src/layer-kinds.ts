/** The layers that a network may have: those of Keras that tfjs has, with Keras' fields and defaults. */
import {
  choice,
  count,
  counts,
  flag,
  number,
  only,
  optional,
  sides,
  whole,
  wholes,
  type Fields,
} from './fields.ts';
import type { LayerKind } from './layer-kind.ts';
import {
  bias,
  CHANNELS_LAST,
  convolution,
  dilated,
  dropping,
  gated,
  globalPooling,
  kernel,
  merging,
  NOT_ADDED,
  pooling,
  rate,
  recurrent,
  scaleAndShift,
  transposed,
  undilated,
  weight,
  windows,
} from './layer-families.ts';
import { activation, constraint, initializer } from './named-objects.ts';

/** Every kind of layer, by the name of its class in Keras. */
export const LAYER_KINDS: Readonly<Record<string, LayerKind>> = {
  // What is learnt
  Dense: {
    fields: {
      ...{ units: count(), activation: activation(), ...bias(), ...kernel() },
      activityRegularizer: NOT_ADDED,
    },
    main: 'units',
  },
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  Conv3D: convolution(3),
  Conv2DTranspose: transposed(2),
  Conv3DTranspose: transposed(3),
  SeparableConv2D: {
    fields: {
      ...{ filters: count(), ...windows(2), ...dilated(2) },
      ...weight('depthwise', 'glorotUniform'),
      ...weight('pointwise', 'glorotUniform'),
      depthMultiplier: only(1, 'tfjs, which saves the network, writes no other'),
    },
    main: 'filters',
    complete: ({ depth_multiplier: _, ...config }) => config,
  },
  DepthwiseConv2D: {
    fields: {
      ...{ ...windows(2), ...undilated(2), ...weight('depthwise', 'glorotUniform') },
      depthMultiplier: count(1),
    },
    main: 'kernelSize',
  },
  Embedding: {
    fields: {
      ...{ inputDim: count(), outputDim: count(), ...weight('embeddings', 'randomUniform') },
      activityRegularizer: NOT_ADDED,
      maskZero: flag(false),
      inputLength: optional(count()),
    },
  },
  SimpleRNN: { fields: recurrent, main: 'units' },
  GRU: {
    fields: {
      ...gated,
      resetAfter: only(false, 'tfjs, which trains it, has no other form'),
      implementation: only(1, 'there is no other'),
    },
    main: 'units',
  },
  LSTM: {
    fields: { ...gated, unitForgetBias: flag(true), implementation: only(1, 'there is no other') },
    main: 'units',
  },
  ConvLSTM2D: {
    fields: {
      filters: count(),
      ...windows(2),
      ...undilated(2),
      ...withoutUnits(gated),
      unitForgetBias: flag(true),
    },
    main: 'filters',
  },
  // What other layers do, step by step
  Bidirectional: {
    fields: { mergeMode: choice(['concat', 'sum', 'mul', 'ave'], 'concat') },
    wraps: ({ fields }) => 'goBackwards' in fields,
  },
  TimeDistributed: { fields: {}, wraps: ({ merges, wraps }) => !merges && !wraps },
  // Normalisation
  BatchNormalization: {
    fields: {
      ...{ axis: whole(-1), momentum: number(0.99), epsilon: number(0.001), ...scaleAndShift },
      movingMeanInitializer: initializer('zeros'),
      movingVarianceInitializer: initializer('ones'),
      betaConstraint: constraint(),
      gammaConstraint: constraint(),
    },
  },
  LayerNormalization: {
    fields: { axis: whole(-1), epsilon: number(0.001), ...scaleAndShift },
  },
  // Activations
  Activation: { fields: { activation: activation() }, main: 'activation' },
  ReLU: { fields: { maxValue: optional(number()) }, main: 'maxValue' },
  LeakyReLU: { fields: { alpha: number(0.3) }, main: 'alpha' },
  PReLU: {
    fields: {
      ...weight('alpha', 'zeros'),
      sharedAxes: optional(wholes('a list of whole numbers', () => true)),
    },
  },
  ELU: { fields: { alpha: number(1) }, main: 'alpha' },
  ThresholdedReLU: { fields: { theta: number(1) }, main: 'theta' },
  Softmax: { fields: { axis: whole(-1) }, main: 'axis' },
  // Pooling
  MaxPooling1D: pooling(1),
  MaxPooling2D: pooling(2),
  MaxPooling3D: pooling(3),
  AveragePooling1D: pooling(1),
  AveragePooling2D: pooling(2),
  AveragePooling3D: pooling(3),
  GlobalAveragePooling1D: { fields: {} },
  GlobalAveragePooling2D: globalPooling,
  GlobalMaxPooling1D: { fields: {} },
  GlobalMaxPooling2D: globalPooling,
  // What is dropped, or made noisy, in training
  Dropout: dropping,
  SpatialDropout1D: dropping,
  AlphaDropout: rate,
  GaussianDropout: rate,
  GaussianNoise: { fields: { stddev: number() }, main: 'stddev' },
  // Shapes
  Flatten: { fields: {} },
  Reshape: {
    fields: { targetShape: wholes('a list of whole numbers, -1 once for what is left', isSize) },
    main: 'targetShape',
    // As tfjs writes it.
    complete: ({ target_shape }) => ({
      target_shape: (target_shape as number[]).map((size) => (size === -1 ? null : size)),
    }),
  },
  Permute: {
    fields: { dims: wholes('a list of the axes, from 1, in their new order', (axis) => axis > 0) },
    main: 'dims',
  },
  RepeatVector: { fields: { n: count() }, main: 'n' },
  Cropping2D: { fields: { cropping: sides(0), dataFormat: CHANNELS_LAST }, main: 'cropping' },
  ZeroPadding2D: { fields: { padding: sides(1), dataFormat: CHANNELS_LAST }, main: 'padding' },
  UpSampling2D: {
    fields: {
      size: counts(2, 2),
      dataFormat: CHANNELS_LAST,
      interpolation: choice(['nearest', 'bilinear'], 'nearest'),
    },
    main: 'size',
  },
  Masking: { fields: { maskValue: number(0) }, main: 'maskValue' },
  // Merging
  Add: merging,
  Average: merging,
  Concatenate: { fields: { axis: whole(-1) }, merges: true },
  Dot: { fields: { axes: whole(), normalize: flag(false) }, main: 'axes', merges: true },
  Maximum: merging,
  Minimum: merging,
  Multiply: merging,
  // Inputs
  CategoryEncoding: {
    fields: {
      numTokens: count(),
      outputMode: choice(['multiHot', 'oneHot', 'count'], 'multiHot'),
    },
    main: 'numTokens',
  },
  CenterCrop: { fields: { height: count(), width: count() } },
  Rescaling: { fields: { scale: number(), offset: number(0) }, main: 'scale' },
};

function withoutUnits({ units: _, ...others }: Fields): Fields {
  return others;
}

function isSize(size: number): boolean {
  return size === -1 || size > 0;
}
