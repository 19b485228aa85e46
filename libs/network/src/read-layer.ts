import { convertFields, flag, show } from './fields.ts';
import type { NamelessLayer } from './graph-builder.ts';
import type { LayerKind } from './layer-kind.ts';
import { LAYER_KINDS } from './layer-kinds.ts';
import { classNamed, nameInConfiguration } from './layer-names.ts';
import { isMap, unknownName } from './named-objects.ts';
import { NetworkMistake, within } from './network-mistake.ts';
import type { JsonObject } from './topology.ts';

/** The fields of a layer as somebody wrote them, in camelCase. */
export type WrittenFields = Readonly<Record<string, unknown>>;

/**
 * What was written of a layer as fields by name.
 *
 * @param written the fields, or the value of the most important one
 * @throws NetworkMistake where a value stands alone and no field is the most important one
 */
export function fieldsOf(className: string, written: unknown): WrittenFields {
  if (written === null || written === undefined) return {};
  if (isMap(written)) return written;
  const { main, fields } = LAYER_KINDS[className]!;
  if (main !== undefined) return { [main]: written };
  const first = Object.keys(fields).slice(0, 3).join(', ');
  const words = first === '' ? 'has no fields' : `has several fields, such as ${first}`;
  throw new NetworkMistake(`${nameInConfiguration(className)} ${words}, not ${show(written)}`);
}

/**
 * A layer by its fields, which are checked, those of Keras' defaults filled in.
 *
 * @param written the fields in camelCase, without the name
 * @throws NetworkMistake for a field that the layer has not, or that holds what is not allowed
 */
export function readLayer(className: string, written: WrittenFields): NamelessLayer {
  const kind = LAYER_KINDS[className]!;
  const what = nameInConfiguration(className);
  const { layer: wrapped, ...others } = written;
  const fields = { ...kind.fields, trainable: flag(true) };
  const known = [...Object.keys(fields), 'name', ...(kind.wraps ? ['layer'] : [])];
  const unknownField = (key: string) => {
    const { message } = unknownName(key, known, `${what} has no field`);
    return new NetworkMistake(message, [key]);
  };
  if (wrapped !== undefined && !kind.wraps) throw unknownField('layer');
  const { trainable, ...config } = convertFields(what, fields, others, unknownField);
  const completed = kind.complete ? kind.complete(config) : config;
  const settled = kind.wraps
    ? { ...completed, layer: readWrapped(what, kind.wraps, wrapped) }
    : completed;
  return { className, config: settled, trainable: trainable as boolean };
}

/** The layer within another one, as Keras writes it. */
function readWrapped(
  what: string,
  allows: NonNullable<LayerKind['wraps']>,
  wrapped: unknown,
): JsonObject {
  const entry = typeof wrapped === 'string' ? { [wrapped]: {} } : wrapped;
  const [pair, ...others] = isMap(entry) ? Object.entries(entry) : [];
  if (!pair || others.length > 0) {
    throw new NetworkMistake(`${what} needs 'layer', a layer with its fields below it`, ['layer']);
  }
  return within(['layer', pair[0]], () => {
    const inner = classNamed(pair[0]);
    if (!allows(LAYER_KINDS[inner]!)) {
      throw new NetworkMistake(`${what} cannot be made of ${nameInConfiguration(inner)}`);
    }
    const { name: _, ...fields } = fieldsOf(inner, pair[1]);
    const { className, config, trainable } = readLayer(inner, fields);
    return {
      class_name: className,
      config: { ...config, name: nameInConfiguration(inner), trainable },
    };
  });
}
