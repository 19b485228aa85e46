import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What npm's lock file says of one package: of an installed one, or of a project of the checkout. */
export interface LockedPackage {
  readonly version?: string;
  /** Digests of its archive, separated by blanks, each `ALGORITHM-BASE64`. */
  readonly integrity?: string;
  /** Where it is fetched from; npm asks its own registry when there is none. */
  readonly resolved?: string;
  /** Whether it is one of the checkout's own projects, which `resolved` then names. */
  readonly link?: boolean;
  /** Whether npm would run a program of it when it is installed. */
  readonly hasInstallScript?: boolean;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The packages of a checkout by the folder in which each lies: `node_modules/yaml`, `libs/data`, or empty for the root. */
export type LockFile = Readonly<Record<string, LockedPackage>>;

const INSTALLED = 'node_modules/';

/** Reads `package-lock.json` of a checkout. @throws Error when there is none, or it is no JSON */
export function readLockFile(workspace: string): LockFile {
  return JSON.parse(readFileSync(path.join(workspace, 'package-lock.json'), 'utf8')).packages;
}

/** The name of an installed package, by its folder; undefined for a project of the checkout. */
export function installedName(folder: string): string | undefined {
  const at = folder.lastIndexOf(INSTALLED);
  return at === -1 ? undefined : folder.slice(at + INSTALLED.length);
}

/** The folder of the package that Node finds by this name in that folder; undefined if there is none. */
export function resolveLocked(lock: LockFile, name: string, folder: string): string | undefined {
  for (let from = folder; ; from = parentOf(from)) {
    const found = path.posix.join(from, 'node_modules', name);
    if (lock[found]) return found;
    if (from === '') return undefined;
  }
}

/** The folder that holds the `node_modules` in which a folder lies. */
function parentOf(folder: string): string {
  const at = folder.lastIndexOf(INSTALLED);
  return at <= 0 ? '' : folder.slice(0, at - 1);
}
