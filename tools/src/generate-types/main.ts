// Writes the generated types; with --check only says whether those in the repository are current.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GENERATED_FOLDER, generateTypes } from './generate-types.ts';

if (process.argv.includes('--check')) check();
else {
  // Types of messages that are gone must not stay behind.
  rmSync(GENERATED_FOLDER, { recursive: true, force: true });
  generateTypes(GENERATED_FOLDER);
}

function check(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'chorus-types-'));
  try {
    generateTypes(folder);
    const now = readFiles(folder);
    const kept = readFiles(GENERATED_FOLDER);
    for (const name of new Set([...now.keys(), ...kept.keys()])) {
      if (now.get(name) === kept.get(name)) continue;
      process.stdout.write(`${name} is not what the .proto files say: run 'npm run generate'\n`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Contents by path below the folder. */
function readFiles(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(path.join(folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}
