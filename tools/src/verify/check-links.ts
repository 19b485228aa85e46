// Checks that every relative link of every Markdown file in the repository leads to a file or folder.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brokenLinks } from './broken-links.ts';

const WORKSPACE_ROOT = path.resolve(import.meta.dirname, '../../..');

// Those that Git does not ignore, whether they are added yet or not.
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', '*.md'],
  { cwd: WORKSPACE_ROOT, encoding: 'utf8' },
)
  .split('\0')
  .filter((file) => file !== '' && existsSync(path.join(WORKSPACE_ROOT, file)));

for (const file of files) {
  const absolute = path.join(WORKSPACE_ROOT, file);
  for (const { line, target } of brokenLinks(absolute, readFileSync(absolute, 'utf8'))) {
    process.stdout.write(`${file}:${line}: ${target} is not there\n`);
    process.exitCode = 1;
  }
}
