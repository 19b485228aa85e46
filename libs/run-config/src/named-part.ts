import type { JsonSchema } from './json-schema.ts';
import { settingAt } from './settings.ts';

/** A part of a document that has a name of its own in messages: a setting, or what a setting is composed of. */
export interface NamedPart {
  /** How many keys of a path lead to it. */
  readonly depth: number;
  readonly json: JsonSchema;
  readonly allowed: string | undefined;
}

/** Settings that are composed of others, each of which is named by itself. */
export const COMPOSED: ReadonlySet<string> = new Set(['members.groups']);

/**
 * How many keys within a setting name what a message is about: `[1].training.epochs` of a group,
 * `ranges.training.epochs` of a search. Of other settings the whole is named.
 */
const NAMED_WITHIN: Readonly<Record<string, number>> = { 'members.groups': 3, 'members.search': 2 };

/** The keys within a setting by which a message names a part of it. */
export function namedWithin(path: string, within: readonly PropertyKey[]): readonly PropertyKey[] {
  return within.slice(0, NAMED_WITHIN[path] ?? 0);
}

/** The innermost named part in which this place of a document lies; undefined where there is no setting. */
export function namedPartAt(path: readonly PropertyKey[]): NamedPart | undefined {
  const place = path.slice(0, 2).join('.');
  const setting = settingAt(place);
  if (!setting) return undefined;
  let part: NamedPart = { depth: 2, json: setting.json, allowed: setting.allowed };
  if (!COMPOSED.has(place)) return part;
  for (const key of path.slice(2)) {
    const json = within(part.json, key);
    if (!json) break;
    const depth = part.depth + 1;
    // A section's setting says the same of itself wherever it stands.
    const same = settingAt(path.slice(depth - 2, depth).join('.'));
    part = { depth, json, allowed: same?.allowed };
    if (!holdsOthers(json)) break;
  }
  return part;
}

function within({ items, properties }: JsonSchema, key: PropertyKey): JsonSchema | undefined {
  return typeof key === 'number' ? items : properties?.[String(key)];
}

/** Whether it is a map of known keys. */
export function holdsOthers({ type, properties }: JsonSchema): boolean {
  return type === 'object' && properties !== undefined;
}
