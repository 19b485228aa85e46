import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageFolders } from '../production/production-files.ts';
import { WORKSPACE } from '../production/workspace.ts';
import { resolveLocked, type LockFile } from './lock-file.ts';

/** Where the page's sources lie: it is shipped built, with the packages that it imports inside. */
const PAGE = { project: 'apps/dashboard', sources: 'apps/dashboard/src/**/*.{ts,tsx}' };
const IMPORTED = /\b(?:from|import)\s*\(?['"]((?:@[\w.-]+\/)?\w[\w.-]*)(?:\/[^'"]*)?['"]/g;

/**
 * The folders of all installed packages of which something is shipped: those of the files, and those
 * that are built into the page.
 *
 * @param files of the checkout, as `productionFiles` gives them
 * @returns sorted
 */
export function shippedPackages(files: Iterable<string>, lock: LockFile): string[] {
  const installed = [...packageFolders(files)].filter((folder) => folder.includes('node_modules/'));
  return [...new Set([...installed, ...builtIntoPage(lock)])].toSorted();
}

function builtIntoPage(lock: LockFile): Set<string> {
  const found = new Set<string>();
  const add = (name: string, from: string) => {
    const folder = resolveLocked(lock, name, from);
    if (folder === undefined || lock[folder]!.link || found.has(folder)) return;
    found.add(folder);
    for (const needed of Object.keys(lock[folder]!.dependencies ?? {})) add(needed, folder);
  };
  for (const file of globSync(PAGE.sources, { cwd: WORKSPACE })) {
    if (/\.test\.tsx?$/.test(file)) continue;
    const source = readFileSync(path.join(WORKSPACE, file), 'utf8');
    for (const [, name] of source.matchAll(IMPORTED)) add(name!, PAGE.project);
  }
  return found;
}
