// Writes what documents say of the settings; with --check only says whether they are current.
import { publishedSchema, SETTINGS } from '@chorus/run-config';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { withLayersTable } from './layers-table.ts';
import { withSettingsTable } from './settings-table.ts';

const WORKSPACE = path.resolve(import.meta.dirname, '../../..');

/** The files that are written, and how they come from the settings. */
const DOCUMENTS: Readonly<Record<string, (before: string) => string>> = {
  'docs/configuration.md': (before) => withSettingsTable(before, SETTINGS),
  'docs/networks.md': withLayersTable,
  'configs/schema.json': () => JSON.stringify(publishedSchema()),
};

for (const [name, write] of Object.entries(DOCUMENTS)) {
  const file = path.join(WORKSPACE, name);
  const before = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
  const options = { ...(await resolveConfig(file)), filepath: file };
  const after = await format(write(before), options);
  if (after === before) continue;
  if (process.argv.includes('--check')) {
    process.stdout.write(`${name} is not what the settings say: run 'npm run docs'\n`);
    process.exitCode = 1;
  } else writeFileSync(file, after);
}
