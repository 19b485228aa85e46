/** Lists of layers as a JSON Schema, for editors: made of what reads them. */
import { EMBED_CATEGORIES, EMBED_CATEGORIES_FIELDS } from './embed-categories.ts';
import { flag, inBothCases, type Fields } from './fields.ts';
import type { LayerKind } from './layer-kind.ts';
import { LAYER_KINDS } from './layer-kinds.ts';
import { nameInConfiguration } from './layer-names.ts';
import { CONSTRAINTS, INITIALIZERS, REGULARIZERS, type NamedObjects } from './named-objects.ts';
import type { JsonObject } from './topology.ts';

/** An entry of a list of layers, in a schema that has {@link layersDefinitions}. */
export const LAYER_SCHEMA: JsonObject = { $ref: '#/definitions/layer' };

const LAYERS: JsonObject = { type: 'array', items: LAYER_SCHEMA };

/**
 * The `definitions` that {@link LAYER_SCHEMA} refers to. Layers have the names of configurations and those of Keras' classes;
 * what is read besides, `conv_2d` or `max_pool_2d`, is left out.
 */
export function layersDefinitions(): Readonly<Record<string, JsonObject>> {
  return {
    layer: layerSchema(),
    initializer: namedSchema(INITIALIZERS),
    regularizer: namedSchema(REGULARIZERS),
    constraint: namedSchema(CONSTRAINTS),
    ...Object.fromEntries(kinds().map(([className, kind]) => [className, kindSchema(kind)])),
  };
}

function kinds(): [className: string, kind: LayerKind][] {
  return Object.entries(LAYER_KINDS);
}

function layerSchema(): JsonObject {
  const [merging, others] = [true, false].map((merges) =>
    kinds().filter(([, kind]) => (kind.merges ?? false) === merges),
  ) as [[string, LayerKind][], [string, LayerKind][]];
  const merge = byNames(merging);
  const branches = { type: 'object', minProperties: 2, additionalProperties: LAYERS };
  const properties = {
    ...byNames(others),
    residual: LAYERS,
    shortcut: LAYERS,
    branches,
    merge: { anyOf: [{ enum: Object.keys(merge) }, onlyOneOf(merge)] },
    [EMBED_CATEGORIES]: embedSchema(),
  };
  const alone = [...Object.keys(byNames(others)), EMBED_CATEGORIES];
  // Two: 'shortcut' beside 'residual', 'merge' beside 'branches'.
  return { anyOf: [{ enum: alone }, { ...onlyOneOf(properties), maxProperties: 2 }] };
}

/** Layers under the names of configurations and of Keras. */
function byNames(layers: readonly (readonly [string, LayerKind])[]): Record<string, JsonObject> {
  const named = layers.flatMap(([className]) =>
    [nameInConfiguration(className), className].map((name) => [
      name,
      { $ref: `#/definitions/${className}` },
    ]),
  );
  return Object.fromEntries(named) as Record<string, JsonObject>;
}

function kindSchema({ fields, main, wraps }: LayerKind): JsonObject {
  const more = {
    name: { type: 'string', pattern: '^[\\w.-]{1,100}$' },
    trainable: flag(true).schema,
    ...(wraps && { layer: LAYER_SCHEMA }),
  };
  return fieldsOrMain(fields, main, more);
}

function embedSchema(): JsonObject {
  return fieldsOrMain(EMBED_CATEGORIES_FIELDS, 'width', {});
}

/** Fields by name, one value for the most important one, or nothing. */
function fieldsOrMain(
  fields: Fields,
  main: string | undefined,
  more: Readonly<Record<string, JsonObject>>,
): JsonObject {
  const alone = main === undefined ? [] : [fields[main]!.schema];
  return { anyOf: [fieldsSchema(fields, more), ...alone, { type: 'null' }] };
}

function fieldsSchema(fields: Fields, more: Readonly<Record<string, JsonObject>> = {}): JsonObject {
  const entries = Object.entries(fields).map(([name, { schema }]) => [name, schema]);
  const properties = { ...more, ...Object.fromEntries(entries) } as JsonObject;
  return { type: 'object', properties, additionalProperties: false };
}

/** One of these names, alone, with its settings, or with the first of them. */
function namedSchema(objects: NamedObjects): JsonObject {
  const properties = Object.entries(objects).flatMap(([name, { fields }]) => {
    const [first] = Object.keys(fields);
    const schema = fieldsOrMain(fields, first, {});
    return inBothCases([name]).map((each) => [each, schema]);
  });
  const names = inBothCases(Object.keys(objects));
  return { anyOf: [{ enum: names }, onlyOneOf(Object.fromEntries(properties) as JsonObject)] };
}

function onlyOneOf(properties: JsonObject): JsonObject {
  const one = { minProperties: 1, maxProperties: 1 };
  return { type: 'object', properties, additionalProperties: false, ...one };
}
