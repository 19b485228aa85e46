/** The names of layers: how they are looked up, and what layers get that are given none. */
import { nearest } from '@chorus/errors/nearest';
import { isFixed, show } from './fields.ts';
import { LAYER_KINDS } from './layer-kinds.ts';
import { sameName } from './named-objects.ts';
import { UNSUPPORTED_LAYERS } from './unsupported-layers.ts';
import { NetworkMistake } from './network-mistake.ts';

/** What Keras calls some layers besides. */
const ALIASES: Readonly<Record<string, string>> = {
  Convolution1D: 'Conv1D',
  Convolution2D: 'Conv2D',
  Convolution3D: 'Conv3D',
  MaxPool1D: 'MaxPooling1D',
  MaxPool2D: 'MaxPooling2D',
  MaxPool3D: 'MaxPooling3D',
  AvgPool1D: 'AveragePooling1D',
  AvgPool2D: 'AveragePooling2D',
  AvgPool3D: 'AveragePooling3D',
  GlobalAvgPool1D: 'GlobalAveragePooling1D',
  GlobalAvgPool2D: 'GlobalAveragePooling2D',
  GlobalMaxPool1D: 'GlobalMaxPooling1D',
  GlobalMaxPool2D: 'GlobalMaxPooling2D',
};

const LEARNT_TEXT = 'texts are made numbers before: data must hold numbers or categories';

/** Layers of Keras that a network here cannot have, with what to do instead, where there is something. */
const KERAS_ONLY: Readonly<Record<string, string>> = {
  Lambda: 'it holds a function of Python: write it with other layers',
  ...foreign(
    ['RandomFlip', 'RandomRotation', 'RandomZoom', 'RandomTranslation', 'RandomCrop'],
    "training images are changed by the section 'augmentation': leave the layer out",
  ),
  ...foreign(
    ['RandomHeight', 'RandomContrast', 'RandomBrightness', 'RandomErasing', 'MixUp', 'CutMix'],
    "training images are changed by the section 'augmentation': leave the layer out",
  ),
  Normalization: "'preparation.scaling: standardise' does it: leave the layer out",
  ...foreign(['TextVectorization', 'StringLookup', 'IntegerLookup', 'Hashing'], LEARNT_TEXT),
  ...foreign(
    ['SeparableConv1D', 'DepthwiseConv1D', 'Conv1DTranspose', 'ConvLSTM1D', 'ConvLSTM3D'],
    'write it for two dimensions, of which one is 1',
  ),
  ...foreign(
    ['ZeroPadding1D', 'ZeroPadding3D', 'Cropping1D', 'Cropping3D', 'UpSampling1D', 'UpSampling3D'],
    'write it for two dimensions, of which one is 1',
  ),
  SpatialDropout2D: "use 'dropout'",
  SpatialDropout3D: "use 'dropout'",
  GroupNormalization: "use 'batchNormalization' or 'layerNormalization'",
  UnitNormalization: "use 'layerNormalization'",
  RMSNormalization: "use 'layerNormalization'",
  SpectralNormalization: "use a 'kernelConstraint'",
  ...UNSUPPORTED_LAYERS,
  Subtract: "use 'add'",
  Identity: 'leave it out',
  ActivityRegularization: "use a 'kernelRegularizer'",
  ...foreign(
    ['Attention', 'AdditiveAttention', 'MultiHeadAttention', 'GroupQueryAttention', 'EinsumDense'],
    'tfjs, which trains the network, has none',
  ),
  ...foreign(
    ['GlobalAveragePooling3D', 'GlobalMaxPooling3D', 'AdaptiveAveragePooling2D', 'Discretization'],
    'tfjs, which trains the network, has none',
  ),
  ...foreign(
    ['RNN', 'StackedRNNCells', 'LSTMCell', 'GRUCell', 'SimpleRNNCell', 'ConvLSTM2DCell'],
    "cells do not stand alone: use 'lstm', 'gru' or 'simpleRNN'",
  ),
};

const KNOWN = Object.keys(LAYER_KINDS);

/**
 * The layer's name in Keras.
 *
 * @param name as somebody wrote it: `conv2d`, `Conv2D`, `conv_2d`
 * @throws NetworkMistake with the nearest name, or what to do instead
 */
export function classNamed(name: string): string {
  const alias = Object.keys(ALIASES).find((each) => sameName(each, name));
  const known = alias ? ALIASES[alias] : KNOWN.find((each) => sameName(each, name));
  if (known !== undefined) return known;
  const ofKeras = Object.keys(KERAS_ONLY).find((each) => sameName(each, name));
  if (ofKeras !== undefined) {
    throw new NetworkMistake(`${ofKeras} cannot be trained here: ${KERAS_ONLY[ofKeras]}`);
  }
  const written = KNOWN.map(nameInConfiguration);
  const guess = nearest(name, [...written, 'residual', 'branches', 'embedCategories']);
  const remedy = guess ? `did you mean '${guess}'?` : `known are ${written.join(', ')}`;
  throw new NetworkMistake(`there is no layer ${show(name)}: ${remedy}`);
}

/** The name under which configurations have a layer of Keras: `maxPooling2d`. */
export function nameInConfiguration(className: string): string {
  if (/^P?ReLU$|^[A-Z]+$/.test(className)) return className.toLowerCase();
  const [first = '', ...rest] = className.replace(/(\d)D/g, '$1d');
  return first.toLowerCase() + rest.join('');
}

/** The name that Keras gives a layer first: `max_pooling2d`. */
export function baseNameOf(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** A kind of layer, as documentation lists it. */
export interface ListedKind {
  readonly className: string;
  readonly name: string;
  readonly fields: readonly string[];
  /** The field that may stand alone. */
  readonly main: string | undefined;
  readonly merges: boolean;
}

/** Every kind of layer. */
export function layerKinds(): ListedKind[] {
  return Object.entries(LAYER_KINDS).map(([className, { fields, main, merges, wraps }]) => ({
    className,
    name: nameInConfiguration(className),
    // What can hold but one value is there for models that hold it.
    fields: [
      ...(wraps ? ['layer'] : []),
      ...Object.keys(fields).filter((field) => !isFixed(fields[field]!)),
    ],
    main,
    merges: merges === true,
  }));
}

/** Layers of Keras that cannot be trained here, with what to do instead. */
export function layersOfKerasAlone(): { readonly className: string; readonly remedy: string }[] {
  return Object.entries(KERAS_ONLY).map(([className, remedy]) => ({ className, remedy }));
}

function foreign(names: readonly string[], remedy: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, remedy]));
}
