/** What layers are given by name: activations, initializers, regularizers and constraints. */
import { nearest } from '@chorus/errors/nearest';
import {
  choice,
  convertFields,
  number,
  only,
  show,
  whole,
  type Field,
  type Fields,
} from './fields.ts';
import { NetworkMistake, within } from './network-mistake.ts';
import type { Json, JsonObject } from './topology.ts';

/** The functions that a layer may put its outputs through. */
export const ACTIVATIONS = [
  ...['linear', 'relu', 'relu6', 'elu', 'selu', 'gelu', 'swish', 'mish', 'sigmoid', 'hardSigmoid'],
  ...['tanh', 'softmax', 'logSoftmax', 'softplus', 'softsign'],
];

/** One of a kind: what may be said of it, and what Keras makes of that. */
export interface NamedObject {
  readonly className: string;
  readonly fields: Fields;
  /** What the class of Keras is configured with, where its settings are not these fields. */
  readonly config?: (fields: JsonObject) => JsonObject;
}

/** Initializers, regularizers or constraints, by name. */
export type NamedObjects = Readonly<Record<string, NamedObject>>;

const SEED = only(null, "each member's seed gives it initial weights of its own");

/** How the first values of a weight are drawn. */
export const INITIALIZERS: NamedObjects = {
  zeros: { className: 'Zeros', fields: {} },
  ones: { className: 'Ones', fields: {} },
  constant: { className: 'Constant', fields: { value: number() } },
  identity: { className: 'Identity', fields: { gain: number(1) } },
  orthogonal: { className: 'Orthogonal', fields: { gain: number(1), seed: SEED } },
  randomUniform: {
    className: 'RandomUniform',
    fields: { minval: number(-0.05), maxval: number(0.05), seed: SEED },
  },
  randomNormal: normal('RandomNormal'),
  truncatedNormal: normal('TruncatedNormal'),
  varianceScaling: {
    className: 'VarianceScaling',
    fields: {
      scale: number(1),
      mode: choice(['fanIn', 'fanOut', 'fanAvg'], 'fanIn'),
      distribution: choice(['normal', 'uniform'], 'normal'),
      seed: SEED,
    },
  },
  glorotUniform: scaling(1, 'fan_avg', 'uniform'),
  glorotNormal: scaling(1, 'fan_avg', 'normal'),
  heUniform: scaling(2, 'fan_in', 'uniform'),
  heNormal: scaling(2, 'fan_in', 'normal'),
  lecunUniform: scaling(1, 'fan_in', 'uniform'),
  lecunNormal: scaling(1, 'fan_in', 'normal'),
  // Those that neither Keras nor tfjs has; see `OwnInitializer`.
  dirac: {
    className: 'Dirac',
    fields: { rest: { ...initializer(), allowed: 'an initializer of the other output channels' } },
    config: ({ rest = null }): JsonObject => (rest === null ? {} : { rest }),
  },
  whitening: { className: 'Whitening', fields: { epsilon: number(5e-4) } },
};

/** What is added to the loss of a weight's values. */
export const REGULARIZERS: NamedObjects = {
  l1: { className: 'L1L2', fields: { l1: number(0.01) }, config: ({ l1 }) => ({ l1: l1!, l2: 0 }) },
  l2: { className: 'L1L2', fields: { l2: number(0.01) }, config: ({ l2 }) => ({ l1: 0, l2: l2! }) },
  l1l2: { className: 'L1L2', fields: { l1: number(0), l2: number(0) } },
};

/** What the values of a weight are kept to after each step. */
export const CONSTRAINTS: NamedObjects = {
  maxNorm: { className: 'MaxNorm', fields: { maxValue: number(2), axis: whole(0) } },
  minMaxNorm: {
    className: 'MinMaxNorm',
    fields: { minValue: number(0), maxValue: number(1), rate: number(1), axis: whole(0) },
  },
  nonNeg: { className: 'NonNeg', fields: {} },
  unitNorm: { className: 'UnitNorm', fields: { axis: whole(0) } },
};

/** A field for a weight's initializer; without one that it has by default there may be none. */
export function initializer(byDefault?: string): Field {
  return named('an initializer', () => INITIALIZERS, byDefault);
}

/** A field for a weight's regularizer. */
export const regularizer = (): Field => named('a regularizer', () => REGULARIZERS);

/** A field for a weight's constraint. */
export const constraint = (): Field => named('a constraint', () => CONSTRAINTS);

/** A field for an activation. */
export function activation(byDefault = 'linear'): Field {
  const allowed = `one of ${ACTIVATIONS.join(', ')}`;
  const { convert, default: standard, schema } = choice(ACTIVATIONS, byDefault);
  return {
    allowed,
    schema: { enum: [...(schema['enum'] as string[]), 'silu', null] },
    default: standard,
    convert(value) {
      if (value === null) return 'linear';
      const found = convert(value === 'silu' ? 'swish' : value);
      if (found === undefined && typeof value === 'string') throw unknownName(value, ACTIVATIONS);
      return found;
    },
  };
}

/** @param objectsOf asked when a value is read: one of them may have such a field itself */
function named(what: string, objectsOf: () => NamedObjects, byDefault?: string): Field {
  return {
    allowed: `the name of ${what}, alone or as {name: {…}}`,
    schema: { anyOf: [{ $ref: `#/definitions/${what.replace(/^an? /, '')}` }, { type: 'null' }] },
    default: byDefault === undefined ? null : convertNamed(objectsOf(), byDefault, {}),
    convert(value) {
      if (value === null) return null;
      const objects = objectsOf();
      if (typeof value === 'string') return convertNamed(objects, value, {});
      const [entry, ...others] = isMap(value) ? Object.entries(value) : [];
      if (!entry || others.length > 0) return undefined;
      const [name, settings] = entry;
      return within([name], () => convertNamed(objects, name, settings ?? {}));
    },
  };
}

function convertNamed(objects: NamedObjects, name: string, settings: unknown): Json {
  const known = Object.keys(objects);
  const key = known.find((each) => sameName(each, name));
  if (key === undefined) throw unknownName(name, known);
  const { className, fields, config = (given: JsonObject) => given } = objects[key]!;
  // `l2: 0.001` is short for `l2: {l2: 0.001}`.
  const [first] = Object.keys(fields);
  const given = isMap(settings) || first === undefined ? settings : { [first]: settings };
  if (!isMap(given)) throw new NetworkMistake(`${key} takes no settings, not ${show(settings)}`);
  const unknownField = (field: string) => unknownName(field, Object.keys(fields), `${key} has no`);
  const converted = convertFields(key, fields, given, unknownField);
  return { class_name: className, config: config(converted) };
}

/** What to say of a name that is none of those known. */
export function unknownName(
  name: string,
  known: readonly string[],
  words = 'there is no',
): NetworkMistake {
  const guess = nearest(name, known);
  const remedy = guess ? `did you mean '${guess}'?` : `known are ${known.join(', ') || 'none'}`;
  return new NetworkMistake(`${words} ${show(name)}: ${remedy}`);
}

/** Whether two names are one, however Keras, tfjs or a configuration writes it: `HeNormal`, `he_normal`. */
export function sameName(one: string, other: string): boolean {
  const bare = (name: string) => name.replaceAll('_', '').toLowerCase();
  return bare(one) === bare(other);
}

/** Whether a value holds names and values. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function normal(className: string): NamedObject {
  return { className, fields: { mean: number(0), stddev: number(0.05), seed: SEED } };
}

/** Glorot's, He's and LeCun's: drawn as widely as many inputs and outputs have it. */
function scaling(scale: number, mode: string, distribution: string): NamedObject {
  const config = () => ({ scale, mode, distribution, seed: null });
  return { className: 'VarianceScaling', fields: { seed: SEED }, config };
}
