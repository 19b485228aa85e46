// Builds the page into dist, unless it was built from these very sources.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = import.meta.dirname;
const DIST = path.join(FOLDER, 'dist');
/** In the built page: the digest of what it was built from. */
const STAMP = 'sources.sha256';

const SOURCES = ['index.html', 'vite.config.ts', 'tsconfig.json', 'src', 'public'];
const LIBRARY = path.dirname(fileURLToPath(import.meta.resolve('@chorus/run-view')));

const digest = digestOf([...SOURCES.map((name) => path.join(FOLDER, name)), LIBRARY]);
const stamp = path.join(DIST, STAMP);
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) await build();

/** Beside its place and then into it, so that what is there is always whole. */
async function build(): Promise<void> {
  process.stdout.write('the live page is built first, once\n');
  const vite = await import('vite');
  const outDir = path.join(FOLDER, `dist.${process.pid}`);
  try {
    await vite.build({ root: FOLDER, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
    writeFileSync(path.join(outDir, STAMP), digest);
    rmSync(DIST, { recursive: true, force: true });
    renameSync(outDir, DIST);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function digestOf(roots: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of roots.flatMap(filesOf)) {
    hash.update(path.relative(FOLDER, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesOf(root: string): string[] {
  if (path.extname(root) !== '') return [root];
  return (
    readdirSync(root, { recursive: true, withFileTypes: true })
      // Images of the coordinator are made without tests.
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .toSorted()
  );
}
