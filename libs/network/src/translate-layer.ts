/** A layer as Keras 2, Keras 3 or tfjs writes it, in the words of a configuration. */
import { toCamelCase } from './fields.ts';
import type { NamelessLayer } from './graph-builder.ts';
import { LAYER_KINDS } from './layer-kinds.ts';
import { classNamed } from './layer-names.ts';
import { isMap } from './named-objects.ts';
import { NetworkMistake } from './network-mistake.ts';
import { readLayer } from './read-layer.ts';

type Plain = Readonly<Record<string, unknown>>;

/** A layer's JSON. */
export interface LayerJson {
  readonly class_name: string;
  readonly config: Plain;
}

/** What every layer's configuration has, and says nothing of what the layer does. */
const OF_EVERY_LAYER = [
  ...['name', 'dtype', 'batchInputShape', 'batchShape', 'inputShape', 'autocast', 'buildConfig'],
  // How it is computed, and what is drawn by the member's seed.
  ...['implementation', 'useCudnn', 'seed', 'renormMomentum', 'inputAxes', 'outputAxes'],
];

/** What some layers of Keras can be set to, and is what those of tfjs are. */
const AS_HERE: Plain = {
  dataFormat: 'channels_last',
  groups: 1,
  negativeSlope: 0,
  threshold: 0,
  depthMultiplier: 1,
};

/** What Keras calls otherwise. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LeakyReLU: { negativeSlope: 'alpha' },
};

/**
 * The layer that a model's JSON holds.
 *
 * @throws NetworkMistake for what a layer here cannot be
 */
export function translateLayer({ class_name, config }: LayerJson): NamelessLayer {
  const className = classNamed(class_name);
  return readLayer(className, writtenFields(className, config));
}

function writtenFields(className: string, config: Plain): Plain {
  const { fields } = LAYER_KINDS[className]!;
  const written = Object.entries(config).flatMap(([key, value]): [string, unknown][] => {
    const camel = toCamelCase(key);
    const name = RENAMED[className]?.[camel] ?? camel;
    if (name === 'layer') return [[name, wrappedLayer(value)]];
    if (name === 'backwardLayer') return mirrored(config, value);
    if (name === 'trainable' || Object.hasOwn(fields, name)) {
      return name === 'seed' ? [] : [[name, writtenValue(value)]];
    }
    const isOff = value === null || value === false || value === AS_HERE[name];
    return isOff || OF_EVERY_LAYER.includes(name) ? [] : [[name, value]];
  });
  return Object.fromEntries(written);
}

/** An initializer, regularizer or constraint by its name, a list of one as what it lists, others as they are. */
function writtenValue(value: unknown): unknown {
  if (!isMap(value) || typeof value['class_name'] !== 'string') return unlisted(value);
  const { class_name, config } = value;
  const settings = Object.entries(isMap(config) ? config : {}).flatMap(([key, setting]) => {
    const name = toCamelCase(key);
    if (setting === null || OF_EVERY_LAYER.includes(name)) return [];
    // Keras draws both in the same way.
    return [[name, setting === 'truncated_normal' ? 'normal' : setting]];
  });
  return { [class_name as string]: Object.fromEntries(settings) };
}

/** Normalisations have their axis in a list. */
function unlisted(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function wrappedLayer(value: unknown): unknown {
  const { class_name, config } = value as LayerJson;
  const className = classNamed(class_name);
  return { [className]: writtenFields(className, config) };
}

/** The layer that goes through the steps backwards is, to tfjs, the other one. */
function mirrored({ layer }: Plain, backward: unknown): [] {
  const bare = (json: unknown) => {
    const { name: _n, go_backwards: _g, ...others } = (json as LayerJson | null)?.config ?? {};
    return JSON.stringify(others);
  };
  if (backward === null || bare(backward) === bare(layer)) return [];
  throw new NetworkMistake("its 'backward_layer' must have the settings of its 'layer'");
}
