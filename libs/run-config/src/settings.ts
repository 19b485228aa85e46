/** The document's settings as a table, for whatever treats each of them alike. */
import { toKebabCase } from '@chorus/command-line/to-kebab-case';
import type { z } from 'zod';
import { jsonSchemaOf, type JsonSchema } from './json-schema.ts';
import {
  SECTIONS,
  type PartialDocument,
  type RunDocument,
  type SectionName,
} from './run-document.ts';
import { settingNotes } from './setting-notes.ts';

/** Where a setting stands in the document: `training.epochs`. */
export type SettingPath = {
  [Section in SectionName]: `${Section}.${keyof RunDocument[Section] & string}`;
}[SectionName];

/** How a flag's text becomes a value. */
export type SettingKind = 'number' | 'list' | 'names' | 'map' | 'text' | 'switch' | 'yaml';

/** One thing that a user can set, in a file and by a flag. */
export interface Setting {
  readonly path: SettingPath;
  readonly section: SectionName;
  /** The last key of the path. */
  readonly key: string;
  /** The short name, which no other setting has: `epochs`. */
  readonly name: string;
  /** The short name of before, which is still understood; undefined where there is none. */
  readonly formerName: string | undefined;
  /** `--batch-size` */
  readonly flag: string;
  readonly kind: SettingKind;
  readonly schema: z.ZodType;
  /** Type and range, as JSON Schema says them. */
  readonly json: JsonSchema;
  readonly placeholder: string;
  readonly help: string;
  /** The value of a user who says nothing; undefined when it depends on the machine or the data. */
  readonly default: unknown;
  readonly defaultWords: string | undefined;
  readonly allowed: string | undefined;
  /** Whether the setting is part of "same configuration, same bits". */
  readonly shapesResult: boolean;
}

/** The longest list of choices that stands beside a flag, in letters. */
const LONGEST_CHOICES = 24;

/** All settings, in the document's order. */
export const SETTINGS: readonly Setting[] = Object.entries(SECTIONS).flatMap(
  ([section, { shape }]) =>
    Object.entries(shape as Record<string, z.ZodType>).map(([key, schema]) =>
      describe(section as SectionName, key, schema),
    ),
);

const BY_PATH = new Map<string, Setting>(SETTINGS.map((setting) => [setting.path, setting]));
const BY_NAME = new Map(
  SETTINGS.flatMap((setting) =>
    namesOf(setting).map((name) => [name, setting] as [string, Setting]),
  ),
);

/** The short names by which a setting is understood. */
function namesOf({ name, formerName }: Setting): string[] {
  return formerName === undefined ? [name] : [name, formerName];
}

/** The setting at this place of the document; undefined when there is none. */
export function settingAt(path: string): Setting | undefined {
  return BY_PATH.get(path);
}

/** The setting with this short name; undefined when there is none. */
export function settingNamed(name: string): Setting | undefined {
  return BY_NAME.get(name);
}

/** The setting's flag: `--batch-size`. */
export function flagOf(path: SettingPath): string {
  return BY_PATH.get(path)!.flag;
}

/** The value of a setting in a document; undefined when it has none. */
export function valueAt(
  document: { readonly [Section in SectionName]?: object },
  path: SettingPath,
): unknown {
  const { section, key } = BY_PATH.get(path)!;
  return (document[section] as Record<string, unknown> | undefined)?.[key];
}

/** The document that has these values, by path. */
export function documentOf(values: ReadonlyMap<string, unknown>): PartialDocument {
  const names = Object.keys(SECTIONS);
  const document = names.flatMap((section) => {
    const within = SETTINGS.filter((setting) => setting.section === section);
    const given = within.filter(({ path }) => values.get(path) !== undefined);
    const entries = given.map(({ path, key }) => [key, values.get(path)]);
    return entries.length > 0 ? [[section, Object.fromEntries(entries)]] : [];
  });
  return Object.fromEntries(document) as PartialDocument;
}

/** What a document says, by path. */
export function valuesOf(document: PartialDocument): Map<SettingPath, unknown> {
  const given = SETTINGS.map(({ path }) => [path, valueAt(document, path)] as const);
  return new Map(given.filter(([, value]) => value !== undefined));
}

function describe(section: SectionName, key: string, schema: z.ZodType): Setting {
  const notes = settingNotes.get(schema)!;
  const json = jsonSchemaOf(schema);
  const kind = kindOf(json);
  const name = notes.name ?? key;
  return {
    path: `${section}.${key}` as SettingPath,
    section,
    key,
    name,
    formerName: notes.formerName,
    flag: toKebabCase(`--${name}`),
    kind,
    schema,
    json,
    placeholder: notes.placeholder ?? placeholderFor(kind, json),
    help: notes.help,
    default: json.default,
    defaultWords: notes.defaultWords,
    allowed: notes.allowed,
    shapesResult: notes.shapesResult,
  };
}

/** Whether a map's values have more in them than a flag's pairs of keys and values can say. */
function holdsMaps({ properties = {} }: JsonSchema): boolean {
  return Object.values(properties).some((json) => typeof json.additionalProperties === 'object');
}

function kindOf(json: JsonSchema): SettingKind {
  const { type, items } = json;
  if (type === 'boolean') return 'switch';
  if (type === 'object') return holdsMaps(json) ? 'yaml' : 'map';
  if (type === 'array' && (items?.type === undefined || items.type === 'object')) return 'yaml';
  if (type === 'array') return items?.type === 'string' ? 'names' : 'list';
  return type === 'integer' || type === 'number' ? 'number' : 'text';
}

function placeholderFor(kind: SettingKind, { type, enum: choices }: JsonSchema): string {
  const listed = choices?.join('|') ?? '';
  if (listed !== '' && listed.length <= LONGEST_CHOICES) return listed;
  if (kind === 'number') return type === 'integer' ? 'n' : 'x';
  const placeholders = { switch: 'true|false', list: 'n,n,…', names: 'name,…', map: 'key=value,…' };
  return kind in placeholders ? placeholders[kind as keyof typeof placeholders] : 'name';
}
