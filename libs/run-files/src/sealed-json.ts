import { ChorusError } from '@chorus/proto';
import { hash } from 'node:crypto';
import { altered } from './altered.ts';

/**
 * An object as JSON whose last field is the SHA-256 of the text before it: damage to it is told from damage to what it
 * speaks of.
 *
 * @param fields their names, and their values as JSON
 */
export function sealJson(fields: readonly (readonly [name: string, json: string])[]): string {
  const lines = fields.map(([name, json]) => `  ${JSON.stringify(name)}: ${json},\n`);
  const text = `{\n${lines.join('')}`;
  return `${text}  "sha256": "${hash('sha256', text)}"\n}\n`;
}

/** What writes files of a kind, for those who read one. */
interface SealedForm<Value> {
  /** The newest version. */
  readonly version: number;
  /** The text of a value, which is a function of it. */
  encode(value: Value): string;
  /** Who writes one, and what it wrote for: to follow `as` and `that`. */
  readonly writer: readonly [as: string, that: string];
}

/**
 * Reads the text of a sealed object.
 *
 * @param path the name of the file, for the message
 * @throws ChorusError `corrupt` when it was altered, `refused` when a newer version wrote it
 */
export function openSealed<Value>(
  path: string,
  text: string,
  { version, encode, writer: [as, that] }: SealedForm<Value>,
): Value {
  let written: number | undefined;
  try {
    const value = JSON.parse(text) as Value & { readonly version?: number };
    written = value.version;
    if (encode(value) === text) return value;
  } catch {
    // Whatever it holds, it is not what was written.
  }
  if (typeof written === 'number' && written > version) {
    const problem = `${path} has version ${written}, this Chorus knows ${version}`;
    throw new ChorusError('refused', `${problem}: use the version of Chorus that ${that}`);
  }
  throw altered(path, `it is not as ${as} writes one`);
}
