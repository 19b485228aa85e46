/**
 * Finds the files of a folder, those in folders within it included. Names are bytes, because not all are UTF-8.
 *
 * - W1: no folder is entered twice, nor through a link that lies in it: a loop ends.
 * - W2: what is found does not depend on the order in which the system lists it: real folders come before
 *   links to folders, and all else in the order of names.
 * - W3: nothing is opened, so that no FIFO or device can hold the walk up.
 */
import type { BigIntStats, Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { isNotFound, onDisk } from '../dataset-error.ts';
import { printable } from '../printable.ts';
import { textOfName } from './text-of-name.ts';

/** A file or folder in the folder that is walked. */
export interface FolderEntry {
  /** Names from the walked folder down to it. */
  readonly names: readonly Buffer[];
  readonly path: Buffer;
  /** The path from the user's folder on, for messages. */
  readonly shown: string;
}

/** Why an entry is not followed. */
export type Unfollowed = 'hidden' | 'dangling' | 'loop' | 'special';

/** What a walk found. */
export interface Walk {
  /** In the order of their paths' bytes, which is that of code points. */
  readonly files: readonly FolderEntry[];
  /** Folders directly in the walked one. */
  readonly folders: readonly FolderEntry[];
  /** What was not followed, in the order of their paths. */
  readonly unfollowed: readonly { readonly entry: FolderEntry; readonly why: Unfollowed }[];
  /** The real folders that were read, by device and number, each with the path that it was first met at. */
  readonly identities: ReadonlyMap<string, FolderEntry>;
}

/** Names that systems and programs leave behind beside what their users mean. */
const LEFT_BEHIND = new Set(['__MACOSX', 'Thumbs.db', 'desktop.ini', '@eaDir', 'lost+found']);

/** True for what people do not see or mean: names with a dot at the start, and what systems leave behind. */
export function isHidden(name: Buffer): boolean {
  return name[0] === 0x2e || LEFT_BEHIND.has(name.toString('latin1'));
}

/**
 * Walks a folder.
 *
 * @param shown what messages call it; empty for the user's own folder
 * @throws DatasetError `storage` when a folder cannot be read
 */
export async function walkFolder(
  path: Buffer,
  shown: string,
  checkCancelled: () => void = () => {},
): Promise<Walk> {
  const walk = new Walker(checkCancelled);
  await walk.enter({ names: [], path, shown });
  await walk.followLinks();
  return {
    files: walk.files.sort(byPath),
    folders: walk.folders.sort(byPath),
    unfollowed: walk.unfollowed.sort((a, b) => byPath(a.entry, b.entry)),
    identities: walk.identities,
  };
}

const BYTES = { encoding: 'buffer' } as const;

class Walker {
  readonly files: FolderEntry[] = [];
  readonly folders: FolderEntry[] = [];
  readonly unfollowed: { entry: FolderEntry; why: Unfollowed }[] = [];
  readonly identities = new Map<string, FolderEntry>();
  readonly #links: FolderEntry[] = [];
  readonly #checkCancelled: () => void;

  constructor(checkCancelled: () => void) {
    this.#checkCancelled = checkCancelled;
  }

  async enter(folder: FolderEntry): Promise<void> {
    const status = await onDisk('read', messageName(folder), () =>
      stat(folder.path, { bigint: true }),
    );
    const identity = identityOf(status);
    if (this.identities.has(identity)) {
      this.unfollowed.push({ entry: folder, why: 'loop' });
      return;
    }
    this.identities.set(identity, folder);
    if (folder.names.length === 1) this.folders.push(folder);
    for (const [entry, found] of await listFolder(folder)) {
      this.#checkCancelled();
      await this.#take(entry, found);
    }
  }

  /** Links to folders wait until all real folders were entered; each may bring others. */
  async followLinks(): Promise<void> {
    for (let link = this.#links.shift(); link; link = this.#links.shift()) await this.enter(link);
  }

  async #take(entry: FolderEntry, found: Dirent<Buffer>): Promise<void> {
    if (isHidden(found.name)) this.unfollowed.push({ entry, why: 'hidden' });
    else if (found.isDirectory()) await this.enter(entry);
    else if (found.isFile()) this.files.push(entry);
    else if (found.isSymbolicLink()) await this.#takeLink(entry);
    else this.unfollowed.push({ entry, why: 'special' });
  }

  async #takeFolderLink(entry: FolderEntry): Promise<void> {
    const folder = entry.path.subarray(0, -1 - entry.names.at(-1)!.length);
    if (await leadsBack(entry, folder)) this.unfollowed.push({ entry, why: 'loop' });
    else this.#links.push(entry);
  }

  async #takeLink(entry: FolderEntry): Promise<void> {
    const target = await statusBehind(entry);
    if (target === undefined) this.unfollowed.push({ entry, why: 'dangling' });
    else if (target.isDirectory()) await this.#takeFolderLink(entry);
    else if (target.isFile()) this.files.push(entry);
    else this.unfollowed.push({ entry, why: 'special' });
  }
}

/** Whether a link in a folder leads to that folder or one around it, by whatever path it was met. */
async function leadsBack(link: FolderEntry, folder: Buffer): Promise<boolean> {
  return onDisk('read', messageName(link), async () => {
    const [target, place] = [await realpath(link.path, BYTES), await realpath(folder, BYTES)];
    const around = Buffer.concat([target, Buffer.from(sep)]);
    return place.equals(target) || place.subarray(0, around.length).equals(around);
  });
}

/** The entries of a folder, in the order of their names' bytes. */
export async function listFolder(
  folder: FolderEntry,
): Promise<readonly (readonly [FolderEntry, Dirent<Buffer>])[]> {
  const found = await onDisk('read', messageName(folder), () =>
    readdir(folder.path, { withFileTypes: true, encoding: 'buffer' }),
  );
  return found
    .sort((a, b) => Buffer.compare(a.name, b.name))
    .map((entry) => [entryIn(folder, entry.name), entry] as const);
}

/** What a link leads to; undefined when it leads nowhere. */
export async function statusBehind(entry: FolderEntry): Promise<BigIntStats | undefined> {
  return onDisk('read', messageName(entry), async () => {
    try {
      return await stat(entry.path, { bigint: true });
    } catch (reason) {
      const circular = (reason as NodeJS.ErrnoException).code === 'ELOOP';
      if (circular || isNotFound(reason)) return undefined;
      throw reason;
    }
  });
}

function messageName({ shown, path }: FolderEntry): string {
  return shown === '' ? printable(textOfName(path)) : shown;
}

function entryIn(folder: FolderEntry, name: Buffer): FolderEntry {
  const shown = printable(textOfName(name));
  return {
    names: [...folder.names, name],
    path: Buffer.concat([folder.path, Buffer.from(sep), name]),
    shown: folder.shown === '' ? shown : `${folder.shown}/${shown}`,
  };
}

function identityOf(status: BigIntStats): string {
  return `${status.dev}:${status.ino}`;
}

function byPath(a: FolderEntry, b: FolderEntry): number {
  const length = Math.min(a.names.length, b.names.length);
  for (let index = 0; index < length; index++) {
    const order = Buffer.compare(a.names[index]!, b.names[index]!);
    if (order !== 0) return order;
  }
  return a.names.length - b.names.length;
}
