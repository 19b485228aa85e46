import type { Json, JsonObject } from '@chorus/network';

/** What a layer of a network is in Keras 3. */
interface LayerRule {
  /** The name of its class, where that is another one. */
  readonly className?: string;
  /** The settings that what it computes depends on, by their names in the network's topology. */
  readonly fields: readonly string[];
  /** Their names in Keras 3, where those are others. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** The values of settings in Keras 3, where those are others. */
  readonly values?: (config: JsonObject) => JsonObject;
  /** False: its class has no such setting as whether it is trained. */
  readonly trainable?: false;
  /** Why Keras computes something else; undefined: it does not. */
  readonly misfit?: (config: JsonObject) => string | undefined;
}

const fields = (names: string, rule: Omit<LayerRule, 'fields'> = {}): LayerRule => ({
  ...rule,
  fields: names.split(' '),
});

const CONVOLUTION = 'kernel_size strides padding data_format dilation_rate activation use_bias';
const POOLING = 'pool_size strides padding data_format';
const RECURRENT = 'activation use_bias dropout recurrent_dropout return_sequences go_backwards';

/** Every layer of a network that Keras 3 has as well, by its class. */
const RULES: Readonly<Record<string, LayerRule>> = {
  Activation: fields('activation'),
  Add: fields(''),
  AlphaDropout: fields('rate'),
  Average: fields(''),
  AveragePooling1D: fields(POOLING),
  AveragePooling2D: fields(POOLING),
  AveragePooling3D: fields(POOLING),
  BatchNormalization: fields('axis momentum epsilon center scale'),
  Bidirectional: fields('merge_mode'),
  CategoryEncoding: fields('num_tokens output_mode', {
    values: ({ output_mode }) => ({ output_mode: snakeCase(output_mode) }),
  }),
  CenterCrop: fields('height width'),
  Concatenate: fields('axis'),
  Conv1D: fields(`filters ${CONVOLUTION}`),
  Conv2D: fields(`filters ${CONVOLUTION}`),
  Conv2DTranspose: fields(`filters ${CONVOLUTION}`),
  Conv3D: fields(`filters ${CONVOLUTION}`),
  Conv3DTranspose: fields(`filters ${CONVOLUTION}`),
  ConvLSTM2D: fields(`filters ${CONVOLUTION} recurrent_activation ${RECURRENT}`),
  Cropping2D: fields('cropping data_format'),
  Dense: fields('units activation use_bias'),
  DepthwiseConv2D: fields(`${CONVOLUTION} depth_multiplier`),
  Dot: fields('axes normalize'),
  Dropout: fields('rate'),
  ELU: fields('alpha'),
  Embedding: fields('input_dim output_dim mask_zero'),
  Flatten: fields('data_format'),
  GaussianDropout: fields('rate'),
  GaussianNoise: fields('stddev'),
  GlobalAveragePooling1D: fields('data_format'),
  GlobalAveragePooling2D: fields('data_format'),
  GlobalMaxPooling1D: fields('data_format'),
  GlobalMaxPooling2D: fields('data_format'),
  GRU: fields(`units recurrent_activation reset_after ${RECURRENT}`),
  LayerNormalization: fields('axis epsilon center scale'),
  LeakyReLU: fields('alpha', { renamed: { alpha: 'negative_slope' } }),
  LSTM: fields(`units recurrent_activation ${RECURRENT}`),
  Masking: fields('mask_value'),
  Maximum: fields(''),
  MaxPooling1D: fields(POOLING),
  MaxPooling2D: fields(POOLING),
  MaxPooling3D: fields(POOLING),
  Minimum: fields(''),
  Multiply: fields(''),
  Permute: fields('dims'),
  PReLU: fields('shared_axes'),
  ReLU: fields('max_value'),
  RepeatVector: fields('n'),
  Rescaling: fields('scale offset'),
  Reshape: fields('target_shape', {
    values: ({ target_shape }) => ({
      target_shape: (target_shape as Json[]).map((size) => size ?? -1),
    }),
  }),
  SeparableConv2D: fields(`filters ${CONVOLUTION}`),
  SimpleRNN: fields(`units ${RECURRENT}`),
  Softmax: fields('axis'),
  SpatialDropout1D: fields('rate', { trainable: false }),
  ThresholdedReLU: fields('theta', { className: 'ReLU', renamed: { theta: 'threshold' } }),
  TimeDistributed: fields(''),
  UpSampling2D: fields('size data_format interpolation', {
    misfit: ({ interpolation }) =>
      interpolation === 'bilinear' ? 'it interpolates between other places' : undefined,
  }),
  ZeroPadding2D: fields('padding data_format'),
};

/** Activations that are something else under that name in Keras 3, or have none there. */
const OTHER_ACTIVATIONS: ReadonlySet<Json | undefined> = new Set(['hard_sigmoid', 'gelu_new']);

/** A layer of Keras 3. */
export interface KerasLayer {
  readonly className: string;
  readonly config: JsonObject;
}

/**
 * The layer of Keras 3 that computes the same.
 *
 * @param config as a topology has it
 * @returns why there is none, in words that follow what it is: a text
 */
export function kerasLayer(className: string, config: JsonObject): KerasLayer | string {
  const rule = RULES[className];
  if (!rule) return 'Keras 3 has none';
  const misfit = rule.misfit?.(config) ?? activationMisfit(config);
  if (misfit !== undefined) return misfit;
  const all = { ...config, ...rule.values?.(config) };
  const kept = rule.fields.flatMap((field): [string, Json][] => {
    const value = (all as Record<string, Json | undefined>)[field];
    return value === undefined ? [] : [[rule.renamed?.[field] ?? field, value]];
  });
  const settings: JsonObject = {
    ...Object.fromEntries(kept),
    ...(rule.trainable !== false && { trainable: config['trainable'] ?? true }),
    dtype: 'float32',
  };
  return { className: rule.className ?? className, config: settings };
}

function activationMisfit(config: JsonObject): string | undefined {
  const wrong = [config['activation'], config['recurrent_activation']].find((each) =>
    OTHER_ACTIVATIONS.has(snakeCase(each)),
  );
  return wrong === undefined ? undefined : `its ${String(wrong)} is another function there`;
}

function snakeCase(value: Json | undefined): string {
  return String(value).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
