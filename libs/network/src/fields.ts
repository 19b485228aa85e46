/** What the fields of layers, initializers and the like may hold, and how Keras writes it. */
import { shorten } from '@chorus/errors/shorten';
import { NetworkMistake } from './network-mistake.ts';
import type { Json, JsonObject } from './topology.ts';

/** A field: what may be written in it. */
export interface Field {
  /** What is allowed, in words: `a whole number from 1`. */
  readonly allowed: string;
  /** What is allowed, as a JSON Schema. */
  readonly schema: JsonObject;
  /** Keras' default, as JSON; undefined: the field must be given. */
  readonly default: Json | undefined;
  /** Whether it can hold but that one. */
  readonly fixed?: boolean;
  /** What was written as Keras' JSON; undefined where it is not allowed. @throws NetworkMistake that says more */
  convert(value: unknown): Json | undefined;
}

/** Fields by name, in camelCase. */
export type Fields = Readonly<Record<string, Field>>;

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const isCount = (value: unknown): value is number => isWhole(value) && value > 0;

/** A field that holds what `is` allows, which Keras writes as it is. */
function plain<Value extends Json>(
  allowed: string,
  schema: JsonObject,
  is: (value: unknown) => value is Value,
  byDefault: Json | undefined,
): Field {
  const convert = (value: unknown) => (is(value) ? value : undefined);
  return { allowed, schema, default: byDefault, convert };
}

const WHOLE = { type: 'integer' };
const COUNT = { ...WHOLE, minimum: 1 };
const SIZE = { ...WHOLE, minimum: 0 };

/** A list of so many of the same. */
function listOf(items: JsonObject, length?: number): JsonObject {
  return {
    type: 'array',
    items,
    ...(length !== undefined && { minItems: length, maxItems: length }),
  };
}

/** A number of things. */
export function count(byDefault?: number): Field {
  return plain('a whole number from 1', COUNT, isCount, byDefault);
}

/** Any number. */
export function number(byDefault?: number): Field {
  return plain('a number', { type: 'number' }, isNumber, byDefault);
}

/** Any whole number, such as that of an axis. */
export function whole(byDefault?: number): Field {
  return plain('a whole number', WHOLE, isWhole, byDefault);
}

/** A share of 1, which itself is too much. */
export function share(byDefault?: number): Field {
  const isShare = (value: unknown): value is number => isNumber(value) && value >= 0 && value < 1;
  const schema = { type: 'number', minimum: 0, exclusiveMaximum: 1 };
  return plain('a number from 0 to below 1', schema, isShare, byDefault);
}

/** Yes or no. */
export function flag(byDefault: boolean): Field {
  const is = (value: unknown): value is boolean => typeof value === 'boolean';
  return plain('true or false', { type: 'boolean' }, is, byDefault);
}

/** One of some words, in camelCase as all that is written, which Keras writes with underscores. */
export function choice(words: readonly string[], byDefault?: string): Field {
  const allowed = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words);
  const convert = (value: unknown) => {
    const word = words.find((each) => toSnakeCase(each) === toSnakeCase(String(value)));
    return word === undefined ? undefined : toSnakeCase(word);
  };
  return {
    allowed,
    schema: { enum: inBothCases(words) },
    default: byDefault === undefined ? undefined : toSnakeCase(byDefault),
    convert,
  };
}

/** A count for each of some dimensions; one number stands for all of them. */
export function counts(dimensions: number, byDefault?: number): Field {
  const listed = dimensions === 1 ? 'a list of one' : `a list of ${dimensions}`;
  return {
    allowed: `a whole number from 1, or ${listed}`,
    schema: { anyOf: [COUNT, listOf(COUNT, dimensions)] },
    default: byDefault === undefined ? undefined : Array(dimensions).fill(byDefault),
    convert(value) {
      if (isCount(value)) return Array<number>(dimensions).fill(value);
      return isListOf(value, isCount) && value.length === dimensions ? value : undefined;
    },
  };
}

/** A list of whole numbers that `is` allows. */
export function wholes(allowed: string, is: (value: number) => boolean): Field {
  const isRight = (value: unknown): value is number[] =>
    isListOf(value, isWhole) && value.length > 0 && value.every(is);
  return plain(allowed, { ...listOf(WHOLE), minItems: 1 }, isRight, undefined);
}

/** What is added or taken off at the four sides of an image: `[[top, bottom], [left, right]]`. */
export function sides(byDefault?: number): Field {
  const isSize = (value: unknown): value is number => isWhole(value) && value >= 0;
  const both = (value: unknown): number[] | undefined => {
    if (isSize(value)) return [value, value];
    return isListOf(value, isSize) && value.length === 2 ? value : undefined;
  };
  return {
    allowed: 'a whole number from 0, [height, width], or [[top, bottom], [left, right]]',
    schema: { anyOf: [SIZE, listOf({ anyOf: [SIZE, listOf(SIZE, 2)] }, 2)] },
    default: byDefault === undefined ? undefined : [both(byDefault)!, both(byDefault)!],
    convert(value) {
      const [rows, columns] = Array.isArray(value) && value.length === 2 ? value : [value, value];
      const pairs = [both(rows), both(columns)];
      return pairs.includes(undefined) ? undefined : (pairs as number[][]);
    },
  };
}

/** The field, of which nothing need be said: Keras then has null. */
export function optional(field: Field): Field {
  return {
    allowed: field.allowed,
    schema: { anyOf: [field.schema, { type: 'null' }] },
    default: null,
    convert: (value) => (value === null ? null : field.convert(value)),
  };
}

/** A field that Chorus, as tfjs, has in one form alone. */
export function only(value: Json, why: string): Field {
  const isIt = (found: unknown): found is Json => JSON.stringify(found) === JSON.stringify(value);
  return {
    ...plain(`${JSON.stringify(value)}: ${why}`, { const: value }, isIt, value),
    fixed: true,
  };
}

/** Whether a field can hold but one value. */
export function isFixed({ fixed = false }: Field): boolean {
  return fixed;
}

/**
 * Fields as Keras' JSON, those that are not given with Keras' defaults.
 *
 * @param what whose fields they are, for messages
 * @throws NetworkMistake for a field that is not known, missing, or holds what is not allowed
 */
export function convertFields(
  what: string,
  fields: Fields,
  given: Readonly<Record<string, unknown>>,
  unknownField: (key: string) => NetworkMistake,
): JsonObject {
  const foreign = Object.keys(given).find((key) => !Object.hasOwn(fields, key));
  if (foreign !== undefined) throw unknownField(foreign);
  const entries = Object.entries(fields).map(([key, field]) => [
    toSnakeCase(key),
    key in given ? convertField(key, field, given[key]) : defaultOf(what, key, field),
  ]);
  return Object.fromEntries(entries) as JsonObject;
}

function convertField(key: string, field: Field, value: unknown): Json {
  const converted = convertWithin(key, field, value);
  if (converted !== undefined) return converted;
  throw new NetworkMistake(`'${key}' must be ${field.allowed}, not ${show(value)}`, [key]);
}

function convertWithin(key: string, field: Field, value: unknown): Json | undefined {
  try {
    return field.convert(value);
  } catch (error) {
    if (!(error instanceof NetworkMistake)) throw error;
    throw new NetworkMistake(`'${key}': ${error.message}`, [key, ...error.path]);
  }
}

function defaultOf(what: string, key: string, field: Field): Json {
  if (field.default !== undefined) return field.default;
  throw new NetworkMistake(`${what} needs '${key}', ${field.allowed}`);
}

/** `kernelSize` as Keras writes it: `kernel_size`. */
export function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `kernel_size` as it is written in a configuration: `kernelSize`. */
export function toCamelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Words as they are, and as Keras writes them, each once. */
export function inBothCases(words: readonly string[]): string[] {
  return [...new Set([...words, ...words.map(toSnakeCase)])];
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  return value === undefined ? 'nothing' : shorten(JSON.stringify(value));
}

function isListOf<Item>(value: unknown, is: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(is);
}
