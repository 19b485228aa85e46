// Builds the live page and the template of a run's report.html into dist, unless they were built from
// these very sources. When it is asked to end, it leaves nothing.
import { endRequests } from '@chorus/command-line';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rolldown } from 'vite';
import { reportTemplate } from './report-template.ts';

const FOLDER = import.meta.dirname;
const DIST = path.join(FOLDER, 'dist');
/** The file in `dist` with the digest of what it was built from. */
const STAMP = 'sources.sha256';

const SOURCES = [
  ...['build.ts', 'report-template.ts', 'index.html', 'vite.config.ts', 'tsconfig.json'],
  ...['src', 'public'],
];
const LIBRARY = path.dirname(fileURLToPath(import.meta.resolve('@chorus/run-view')));

const digest = digestOf([...SOURCES.map((name) => path.join(FOLDER, name)), LIBRARY]);
const stamp = path.join(DIST, STAMP);
const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
if (!isBuilt()) await build();

/** Builds the page beside its place and then moves it there, so that what is there is always whole. */
async function build(): Promise<void> {
  process.stdout.write('the page that shows runs is built first, once\n');
  const { build } = await import('vite');
  const outDir = path.join(FOLDER, `dist.${process.pid}`);
  const removeOutDir = () => rmSync(outDir, { recursive: true, force: true });
  endRequests(); // which exits
  process.on('exit', removeOutDir);
  const common = { root: FOLDER, logLevel: 'warn' } as const;
  try {
    await build({ ...common, build: { outDir: path.join(outDir, 'page'), emptyOutDir: true } });
    const entry = path.join(FOLDER, 'src/report/main.tsx');
    const lib = { entry, formats: ['iife' as const], name: 'report' };
    const [bundle] = (await build({
      ...common,
      publicDir: false,
      build: { lib, write: false },
    })) as Rolldown.RolldownOutput[];
    writeFileSync(path.join(outDir, 'report.html'), reportTemplate(bundle!.output));
    writeFileSync(path.join(outDir, STAMP), digest);
    if (isBuilt()) return; // by another process, at the same time
    rmSync(DIST, { recursive: true, force: true });
    renameSync(outDir, DIST);
  } catch (error) {
    if (!isBuilt()) throw error;
  } finally {
    removeOutDir();
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
