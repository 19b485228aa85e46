/**
 * What was fetched into the caches, and how much of it is kept.
 *
 * CACHE-1: only what was fetched is deleted. Beside it lies `<file>.fetched`; a dataset that somebody made here has none.
 * CACHE-2: what somebody uses is not deleted (`file-use.ts`), whichever process uses it.
 * CACHE-3: what was used longest ago goes first; `<file>.fetched` was changed when its file was last used.
 */
import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError, isNotFound, onDisk } from './dataset-error.ts';
import { datasetFolder, weightsFolder } from './dataset-paths.ts';
import { hasEnded, newOwner, ownerOf } from './file-owner.ts';
import { FETCHED_SUFFIX as SUFFIX, fetchedNote } from './fetched-note.ts';
import { isUsed, type FileUse } from './file-use.ts';
import { removeAbandoned } from './remove-abandoned.ts';
import { sizeInWords } from './size-in-words.ts';

const DELETED = '.deleted';

interface FetchedFile {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

export class FetchedFiles {
  readonly #folders: readonly string[];
  readonly #mostBytes: number;
  /** Of fetches under way, which nobody sees in the folders yet. */
  #reservedBytes = 0;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param home the folder of the caches
   * @param mostBytes all that may be kept of what was fetched; default: as much as comes
   */
  constructor(home: string, mostBytes = Infinity) {
    this.#folders = [datasetFolder(home), weightsFolder(home)];
    this.#mostBytes = mostBytes;
  }

  /** Uses a file until `use` ends, and notes that it was used now. */
  async use(path: string, use: FileUse): Promise<void> {
    await use.add(path);
    const now = new Date();
    // It was not fetched, or is not there yet.
    await utimes(fetchedNote(path), now, now).catch(() => {});
  }

  /**
   * Fetches a file, for which others make room.
   *
   * @param bytes that it has, as far as that is known
   * @param what for messages: `dataset pets`
   * @throws DatasetError `storage` when there is no room beside what is used; what `fetch` throws
   */
  async fetch(
    path: string,
    bytes: number,
    what: string,
    fetch: () => Promise<void>,
  ): Promise<void> {
    await this.#inTurn(() => this.#reserve(what, bytes));
    try {
      await fetch();
      await onDisk('write', path, () => writeFile(fetchedNote(path), ''));
    } finally {
      this.#reservedBytes -= bytes;
    }
    // Its header may have made it longer.
    await this.#inTurn(() => this.#deleteBeyond(0));
  }

  /** One after the other, so that two do not take the same room. */
  #inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #reserve(what: string, bytes: number): Promise<void> {
    const others = await this.#deleteBeyond(bytes);
    if (others + bytes > this.#mostBytes) throw this.#tooMuch(what, bytes, others);
    this.#reservedBytes += bytes;
  }

  #tooMuch(what: string, bytes: number, others: number): DatasetError {
    const [needs, most, have] = [bytes, this.#mostBytes, others].map(sizeInWords);
    return new DatasetError(
      'storage',
      `${what} needs ${needs}, and of --cache-size ${most} the files in use, or on their way, have ${have}: allow more`,
    );
  }

  /**
   * Deletes so much that other bytes fit as well, if that can be.
   *
   * @returns the bytes that are kept after that, with those that are reserved
   */
  async #deleteBeyond(bytes: number): Promise<number> {
    const mostBytes = this.#mostBytes - bytes;
    if (mostBytes === Infinity) return 0;
    for (const folder of this.#folders) await removeAbandoned(folder);
    const files = await this.#files();
    files.sort((one, other) => one.usedMs - other.usedMs);
    let kept = this.#reservedBytes + files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { path, bytes } of files) {
      if (kept <= mostBytes) break;
      if (await deleteUnlessUsed(path)) kept -= bytes;
    }
    return kept;
  }

  async #files(): Promise<FetchedFile[]> {
    const files: FetchedFile[] = [];
    for (const folder of this.#folders) {
      for (const name of await namesIn(folder)) {
        if (name.endsWith(DELETED)) await deleteLeft(join(folder, name));
        if (!name.endsWith(SUFFIX)) continue;
        const path = join(folder, name.slice(0, -SUFFIX.length));
        const [file, note] = await Promise.all([statOf(path), statOf(fetchedNote(path))]);
        if (file && note) files.push({ path, bytes: file.size, usedMs: note.mtimeMs });
        else if (note) await rm(fetchedNote(path), { force: true });
      }
    }
    return files;
  }
}

/**
 * How CACHE-2 holds: who begins to use a file marks it before it looks whether it is there; so either its mark is seen here, when the file
 * is out of the way, or it finds no file, and fetches it.
 */
async function deleteUnlessUsed(path: string): Promise<boolean> {
  if (await isUsed(path)) return false;
  const aside = `${path}.${newOwner()}${DELETED}`;
  return onDisk('delete', path, async () => {
    try {
      await rename(path, aside);
    } catch (reason) {
      if (isNotFound(reason)) return true;
      throw reason;
    }
    if (await isUsed(path)) {
      await rename(aside, path);
      return false;
    }
    await rm(fetchedNote(path), { force: true });
    await rm(aside, { force: true });
    return true;
  });
}

/** Deletes what a process was deleting when it died. */
async function deleteLeft(aside: string): Promise<void> {
  const [, owner = ''] = /\.\w+\.(.+)\.deleted$/.exec(aside) ?? [];
  const found = ownerOf(owner);
  if (found && hasEnded(found)) await rm(aside, { force: true });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function statOf(path: string) {
  return stat(path).catch(() => undefined);
}
