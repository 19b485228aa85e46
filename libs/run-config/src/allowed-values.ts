import type { JsonSchema } from './json-schema.ts';
import type { Setting } from './settings.ts';
import { nearest } from '@chorus/errors/nearest';
import { shorten } from '@chorus/errors/shorten';

const DISJUNCTION = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** What is wrong with the value of a setting: `must be a whole number from 1 to 32, not 'x'`. */
export function refusalOf(
  { json, allowed }: Pick<Setting, 'json' | 'allowed'>,
  value: unknown,
): string {
  const guess = typeof value === 'string' && nearest(value, json.enum ?? []);
  const remedy = guess ? `: did you mean '${guess}'?` : '';
  return `must be ${allowed ?? allowedBy(json)}, not ${show(value)}${remedy}`;
}

/** What a schema allows, in words. */
function allowedBy(json: JsonSchema): string {
  if (json.enum) return DISJUNCTION.format(json.enum);
  switch (json.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number from ${json.minimum} to ${json.maximum}`;
    case 'number':
      return `a number ${rangeOf(json)}`;
    case 'array': {
      if (json.items?.type === 'string') return 'a list of names, at least one';
      const least = json.minItems === 1 ? ', at least one' : '';
      return `a list of ${allowedBy(json.items ?? {}).replace(/^a (.*number)/, '$1s')}${least}`;
    }
    default:
      return 'a text';
  }
}

function rangeOf(json: JsonSchema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = json;
  const least = minimum === undefined ? `above ${exclusiveMinimum}` : `from ${minimum}`;
  if (maximum !== undefined) return `${least} to ${maximum}`;
  if (exclusiveMaximum === undefined) return least;
  return `${least}${minimum === undefined ? ',' : ' to'} below ${exclusiveMaximum}`;
}

/** A value as a message shows it: in one line, not too long. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${shorten(value)}'`;
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) && value.length === 0
    ? 'an empty list'
    : shorten(JSON.stringify(value));
}
