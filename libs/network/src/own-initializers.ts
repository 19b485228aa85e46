import type { Json, JsonObject, Topology } from './topology.ts';

/**
 * An initializer that neither Keras nor tfjs has:
 *
 * - `Dirac`, of a convolution: its first output channels give back its input channels; the others begin as `rest`
 *   says, an initializer, by default uniform within 1 / sqrt(fan-in) of zero;
 * - `Whitening`, of a convolution of the samples themselves: its filters are the principal directions of their patches,
 *   each divided by the root of its variance and `epsilon` (default 5e-4), and after those the same with the other sign;
 *   filters beyond them begin uniform within 1 / sqrt(fan-in) of zero.
 */
export interface OwnInitializer {
  readonly class_name: 'Dirac' | 'Whitening';
  readonly config: JsonObject;
}

/** Where an {@link OwnInitializer} stands. */
export interface OwnInitializerPlace {
  /** The layer's name. */
  readonly layer: string;
  /** The setting of the layer, for example `kernel_initializer`. */
  readonly field: string;
  readonly initializer: OwnInitializer;
}

/** The same network as Keras and tfjs can load it: with initializers of theirs in place of ours. */
export function withStandardInitializers(topology: Topology): {
  readonly topology: Topology;
  readonly own: readonly OwnInitializerPlace[];
} {
  const own: OwnInitializerPlace[] = [];
  const visit = (value: Json, field: string, layer: string): Json => {
    if (isList(value)) return value.map((each) => visit(each, field, layer));
    if (value === null || typeof value !== 'object') return value;
    if (isOwn(value)) {
      own.push({ layer, field, initializer: value });
      return standIn(value);
    }
    const inside = nameOf(value) ?? layer;
    const entries = Object.entries(value as JsonObject);
    return Object.fromEntries(entries.map(([key, each]) => [key, visit(each, key, inside)]));
  };
  const { class_name, config } = topology;
  return { topology: { class_name, config: visit(config, 'config', '') as JsonObject }, own };
}

/** What stands in a plain model for an initializer of ours. */
function standIn({ class_name, config }: OwnInitializer): Json {
  return (class_name === 'Dirac' && config['rest']) || UNIFORM;
}

/** Uniform within 1 / sqrt(fan-in) of zero. */
const UNIFORM: Json = {
  class_name: 'VarianceScaling',
  config: { scale: 1 / 3, mode: 'fan_in', distribution: 'uniform', seed: null },
};

function isOwn(value: object): value is OwnInitializer {
  const { class_name } = value as { class_name?: Json };
  return class_name === 'Dirac' || class_name === 'Whitening';
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** The name of the layer or network that has this configuration. */
function nameOf(config: object): string | undefined {
  const { name } = config as { name?: Json };
  return typeof name === 'string' ? name : undefined;
}
