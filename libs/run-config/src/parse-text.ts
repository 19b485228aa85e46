import { ChorusError } from '@chorus/errors';
import { parse } from 'yaml';
import { describePath } from './describe-path.ts';
import { refusalOf } from './allowed-values.ts';
import { findMistakes, saysItself, type Mistake } from './find-mistakes.ts';
import type { JsonSchema } from './json-schema.ts';
import { COMPOSED } from './named-part.ts';
import { runDocumentSchema } from './run-document.ts';
import type { Setting } from './settings.ts';

/**
 * The value that a flag's text says.
 *
 * @param flag who says it, for the message
 * @throws ChorusError `invalid`, one line that names the flag
 */
export function parseSetting(setting: Setting, text: string | boolean, flag: string): unknown {
  const value = parseText(text, setting);
  const { error } = setting.schema.safeParse(value);
  if (value !== undefined && !error) return value;
  if (COMPOSED.has(setting.path)) {
    throw new ChorusError('invalid', refusalWithin(setting, value, flag));
  }
  const [issue] = error?.issues ?? [];
  if (issue && saysItself(issue) && issue.path.length > 0) {
    throw new ChorusError('invalid', `${flag}, ${describePath(issue.path)}: ${issue.message}`);
  }
  throw new ChorusError('invalid', `${flag} ${refusalOf(setting, value)}`);
}

/** What is wrong with a value that is composed of others: `--groups [1].count must be …`. */
function refusalWithin({ section, key }: Setting, value: unknown, flag: string): string {
  const [{ path, depth, words }] = findMistakes(runDocumentSchema, {
    [section]: { [key]: value },
  }) as [Mistake];
  const within = describePath(path.slice(2, depth));
  // The mistake's words begin with the name in quotes, unless a key is unknown.
  const said = words('').replace(/^'' ?/, '');
  return `${flag}${within === '' ? '' : ` ${within}`}${said.startsWith(':') ? '' : ' '}${said}`;
}

/** A text that is no number stays a text, so that the message shows what was typed. */
function parseText(text: string | boolean, { kind, json }: Setting): unknown {
  if (typeof text === 'boolean') return text;
  if (kind === 'switch') return text === 'true' || (text === 'false' ? false : text);
  if (kind === 'text') return text;
  if (kind === 'number') return parseNumber(text);
  if (kind === 'map') return parseMap(text, holdsNumbers(json) ? parseNumber : (leaf) => leaf);
  if (kind === 'yaml') return parseYaml(text);
  // Both 8,16 and [8, 16] are lists.
  const items = text.trim().replace(/^\[(.*)\]$/, '$1');
  if (items.trim() === '') return [];
  const parts = items.split(',');
  return kind === 'names' ? parts.map((part) => part.trim()) : parts.map(parseNumber);
}

/** `train.features=a,train.labels=b` as `{ train: { features: 'a', labels: 'b' } }`. */
function parseMap(text: string, parseLeaf: (text: string) => unknown): unknown {
  const map = emptyMap();
  for (const pair of text.split(',')) {
    const [path = '', ...value] = pair.split('=');
    const keys = path.trim().split('.');
    if (value.length === 0 || keys.includes('')) return text;
    let within = map;
    for (const key of keys.slice(0, -1)) {
      within = (within[key] ??= emptyMap()) as Record<string, unknown>;
    }
    within[keys.at(-1)!] = parseLeaf(value.join('=').trim());
  }
  return map;
}

function holdsNumbers({ properties = {}, additionalProperties }: JsonSchema): boolean {
  const others = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  return [...Object.values(properties), ...others].every(({ type }) => type === 'number');
}

/** What stands in a file stands on one line in the same way; what is no YAML stays a text. */
function parseYaml(text: string): unknown {
  try {
    return parse(text, { stringKeys: true, logLevel: 'silent' });
  } catch {
    return text;
  }
}

/** Without a prototype: whatever keys somebody types are keys. */
function emptyMap(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function parseNumber(text: string): number | string {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isNaN(value) && text !== 'NaN' ? text : value;
}
