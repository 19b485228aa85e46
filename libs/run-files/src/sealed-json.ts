import { hash } from 'node:crypto';

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
