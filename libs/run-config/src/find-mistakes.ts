import type { z } from 'zod';
import { refusalOf, show } from './allowed-values.ts';
import { nearest } from '@chorus/errors/nearest';
import { SECTIONS, type SectionName } from './run-document.ts';
import { holdsOthers, namedPartAt, type NamedPart } from './named-part.ts';
import { SETTINGS, settingNamed } from './settings.ts';
import { shorten } from '@chorus/errors/shorten';

/** What zod says where a check says nothing. */
const DEFAULT_MESSAGE = 'Invalid input';

/** One thing that is wrong with a document, wherever it comes from. */
export interface Mistake {
  /** Where it stands, as deep as is known: `['network', 'filters', 1]`. */
  readonly path: readonly PropertyKey[];
  /** How many keys of the path name it; those that follow tell where in it the mistake is. */
  readonly depth: number;
  /** Whether a key is missing or unknown, as where another version wrote the document. */
  readonly isForeign: boolean;
  /** One line, without the place. @param name what the user calls that place */
  words(name: string): string;
}

/**
 * Everything that a schema of the document finds wrong with one, in our words.
 *
 * @param flat whether the document came with short names at its top level
 */
export function findMistakes(schema: z.ZodType, document: unknown, flat = false): Mistake[] {
  const { error } = schema.safeParse(document);
  const mistakes = (error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey(issue.path, key, flat))
      : [refusedValue(issue, document)],
  );
  // One mistake says what a list allows, however many of its entries are wrong.
  const seen = new Set<string>();
  return mistakes.filter(({ path, depth }) => {
    const place = path.slice(0, depth).join('.');
    return !seen.has(place) && seen.add(place);
  });
}

function refusedValue(issue: z.core.$ZodIssue, document: unknown): Mistake {
  const { path } = issue;
  const part = namedPartAt(path);
  const depth = part?.depth ?? 2;
  // Some values say themselves what is wrong with them.
  if (saysItself(issue)) {
    return { path, depth, isForeign: false, words: (name) => `'${name}': ${issue.message}` };
  }
  const value = valueWithin(document, part ? path.slice(0, depth) : path);
  const refusal = refusalAt(path, part, value);
  return { path, depth, isForeign: value === undefined, words: (name) => `'${name}' ${refusal}` };
}

/** Whether an issue has words of our own for what is wrong, rather than of what a setting allows. */
export function saysItself({ code, message }: z.core.$ZodIssue): boolean {
  return (code === 'custom' || code === 'invalid_union') && message !== DEFAULT_MESSAGE;
}

function refusalAt(
  path: readonly PropertyKey[],
  part: NamedPart | undefined,
  value: unknown,
): string {
  const section = path.length === 1 ? SECTIONS[path[0] as SectionName] : undefined;
  if (section) return `must hold keys such as '${Object.keys(section.shape)[0]}'`;
  // A map that is a setting says itself what it allows, one that is a part of a setting by its keys.
  const isHolder = part && part.depth > 2 && holdsOthers(part.json);
  if (isHolder && path.length === part.depth) {
    return `must hold keys such as '${Object.keys(part.json.properties!)[0]}'`;
  }
  if (part && !isHolder) return refusalOf(part, value);
  return `must be as Chorus writes it, not ${show(value)}`;
}

function valueWithin(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (value as Record<PropertyKey, unknown>)?.[key], document);
}

function unknownKey(path: readonly PropertyKey[], key: string, flat: boolean): Mistake {
  const remedy = path.length > 1 ? remedyWithin(key, path) : remedyFor(key, path[0], flat);
  const words = () => `unknown key '${shorten(key)}'${remedy}`;
  const isComposed = (namedPartAt(path)?.depth ?? 0) > 2;
  return { path: [...path, key], depth: isComposed ? path.length + 1 : 2, isForeign: true, words };
}

/** Of a key of a setting that is a map. */
function remedyWithin(key: string, path: readonly PropertyKey[]): string {
  const known = Object.keys(namedPartAt(path)?.json.properties ?? {});
  const guess = nearest(key, known);
  return guess ? `: did you mean '${guess}'?` : `: known are ${known.join(', ')}`;
}

/** @param within the section in which the key stands; undefined: the top level */
function remedyFor(key: string, within: PropertyKey | undefined, flat: boolean): string {
  const setting = meant(key);
  if (setting && setting.section === within) return `: did you mean '${setting.key}'?`;
  if (setting && flat && within === undefined) return `: did you mean '${setting.name}'?`;
  if (setting) {
    const as = setting.key === key ? '' : `, as '${setting.key}'`;
    return `: it belongs under '${setting.section}:'${as}`;
  }
  const section = SECTIONS[within as SectionName];
  const known = section ? Object.keys(section.shape) : ['version', ...Object.keys(SECTIONS)];
  const names = flat && !section ? SETTINGS.map(({ name }) => name) : [];
  const guess = nearest(key, [...known, ...names]);
  return guess ? `: did you mean '${guess}'?` : `: known are ${known.join(', ')}`;
}

/** The setting of this name or key, however it is spelt: somebody wrote --batch-size before. */
function meant(key: string) {
  const camel = key.replace(/[-_]+(.)/g, (_, letter: string) => letter.toUpperCase());
  return settingNamed(camel) ?? SETTINGS.find((setting) => setting.key === camel);
}
