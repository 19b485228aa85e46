import { parseConfigFile, SETTINGS } from '@chorus/run-config';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withSettingsTable } from './settings-table.ts';

const CONFIGS = join(import.meta.dirname, '../../../configs');

test('the table stands between its markers, a row for each setting', () => {
  const [begin, end] = ['<!-- settings: written by npm run docs -->', '<!-- /settings -->'];
  const page = withSettingsTable(`before\n${begin}\n| former row |\n${end}\nafter\n`, SETTINGS);
  expect(page).toMatch(/^before\n<!--[^]*-->\nafter\n$/);
  expect(page).not.toContain('former row');
  for (const { path, flag } of SETTINGS) expect(page).toContain(`| \`${path}\` | \`${flag}\` |`);
  expect(withSettingsTable(page, SETTINGS)).toBe(page);
});

test('a page without the markers is a mistake', () => {
  expect(() => withSettingsTable('nothing\n', SETTINGS)).toThrow('the page lacks <!-- settings');
});

test('each configuration that comes with Chorus is one, and its first line names the schema', () => {
  const names = readdirSync(CONFIGS).filter((name) => name.endsWith('.yaml'));
  expect(names).toContain('quickstart.yaml');
  for (const name of names) {
    const text = readFileSync(join(CONFIGS, name), 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=schema.json');
    expect(() => parseConfigFile(text, name)).not.toThrow();
  }
});
