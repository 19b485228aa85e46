/** What the layers of a family have in common: those that convolve, pool, recur, drop or normalise. */
import {
  choice,
  count,
  counts,
  flag,
  only,
  optional,
  share,
  type Field,
  type Fields,
} from './fields.ts';
import type { LayerKind } from './layer-kind.ts';
import { activation, constraint, initializer, regularizer } from './named-objects.ts';
import type { JsonObject } from './topology.ts';

/** The only order of axes that there is. */
export const CHANNELS_LAST = only('channels_last', 'images are [height, width, channels]');
/** The only activity regularizer that there is: none. */
export const NOT_ADDED = only(null, 'activity regularizers are not added to the loss');
const padding = (): Field => choice(['valid', 'same'], 'valid');

/** What may be said of a kernel. */
export const kernel = (byDefault = 'glorotUniform'): Fields => weight('kernel', byDefault);
/** Whether there is a bias, and what may be said of it. */
export const bias = (): Fields => ({ useBias: flag(true), ...weight('bias', 'zeros') });

/** What may be said of a weight. */
export function weight(name: string, byDefault: string): Fields {
  return {
    [`${name}Initializer`]: initializer(byDefault),
    [`${name}Regularizer`]: regularizer(),
    [`${name}Constraint`]: constraint(),
  };
}

/** A convolution's fields but its kernel's, for images of so many dimensions. */
export function windows(dimensions: number): Fields {
  return {
    kernelSize: counts(dimensions),
    strides: counts(dimensions, 1),
    padding: padding(),
    ...(dimensions > 1 && { dataFormat: CHANNELS_LAST }),
    activation: activation(),
    ...bias(),
    activityRegularizer: NOT_ADDED,
  };
}

/** The gaps in a kernel for images of so many dimensions. */
export const dilated = (dimensions: number): Fields => ({ dilationRate: counts(dimensions, 1) });

/** The only gaps that some kernels may have: none. */
export function undilated(dimensions: number): Fields {
  const { convert, ...field } = counts(dimensions, 1);
  const ones = (value: unknown) => {
    const found = convert(value) as readonly number[] | undefined;
    return found?.every((each) => each === 1) ? found : undefined;
  };
  const allowed = '1: tfjs, which trains it, has no gradient of a kernel with gaps';
  const schema = { anyOf: [{ const: 1 }, { type: 'array', items: { const: 1 } }] };
  return { dilationRate: { ...field, allowed, schema, convert: ones } };
}

/** A convolution of images of so many dimensions. */
export function convolution(dimensions: number): LayerKind {
  const fields = { filters: count(), ...windows(dimensions), ...dilated(dimensions), ...kernel() };
  return { fields, main: 'filters' };
}

/** A transposed convolution of images of so many dimensions. */
export function transposed(dimensions: number): LayerKind {
  return { fields: { filters: count(), ...windows(dimensions), ...kernel() }, main: 'filters' };
}

/** A pooling of images of so many dimensions. */
export function pooling(dimensions: number): LayerKind {
  const fields = {
    poolSize: counts(dimensions, 2),
    strides: optional(counts(dimensions)),
    padding: padding(),
    ...(dimensions > 1 && { dataFormat: CHANNELS_LAST }),
  };
  const complete = (config: JsonObject) => ({
    ...config,
    strides: config['strides'] ?? config['pool_size']!,
  });
  return { fields, main: 'poolSize', complete };
}

/** A pooling of whole images. */
export const globalPooling: LayerKind = { fields: { dataFormat: CHANNELS_LAST } };

/** What recurrent layers have in common. */
export const recurrent: Fields = {
  units: count(),
  activation: activation('tanh'),
  ...bias(),
  ...kernel(),
  ...weight('recurrent', 'orthogonal'),
  activityRegularizer: NOT_ADDED,
  dropout: share(0),
  recurrentDropout: share(0),
  returnSequences: flag(false),
  returnState: only(false, 'a layer gives one output'),
  goBackwards: flag(false),
  stateful: only(false, 'samples do not follow each other'),
  unroll: flag(false),
};

/** Those whose inputs and state have gates. */
export const gated: Fields = { ...recurrent, recurrentActivation: activation('sigmoid') };

/** A layer that drops some of its inputs. */
export const dropping: LayerKind = {
  fields: {
    rate: share(),
    noiseShape: only(null, 'a mask has the shape of what it is put on'),
    seed: only(null, "each member's seed gives it masks of its own"),
  },
  main: 'rate',
};
/** A layer of noise that has but a rate. */
export const rate: LayerKind = { fields: { rate: share() }, main: 'rate' };
/** A layer that makes one of several inputs, without more to be said. */
export const merging: LayerKind = { fields: {}, merges: true };

/** The two weights that follow a normalisation. */
export const scaleAndShift: Fields = {
  center: flag(true),
  scale: flag(true),
  betaInitializer: initializer('zeros'),
  gammaInitializer: initializer('ones'),
  betaRegularizer: regularizer(),
  gammaRegularizer: regularizer(),
};
