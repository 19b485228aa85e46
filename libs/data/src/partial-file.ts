/**
 * Files that are written bit by bit and appear under their final name only when they are whole.
 *
 * P1: A partial file has one writer at most. A writer owns it by its name,
 *     `<path>.<host>-<process>-<number>.partial`; `<path>.partial` belongs to nobody.
 * P2: Ownership passes by renaming, which only one of several can do.
 * P3: Nothing is at the final path but whole, checked and synced bytes.
 */
import { open, mkdir, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isNotFound } from './dataset-error.ts';
import { fetchedNote } from './fetched-note.ts';
import { ABANDONED_AFTER_MS, hasEnded, newOwner, ownerOf } from './file-owner.ts';
import { readBytes } from './read-bytes.ts';

/** A partial file of this process, open for writing. */
export class PartialFile {
  /** Where it lies until it is moved. */
  readonly ownPath: string;
  readonly #path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, ownPath: string, handle: FileHandle) {
    this.#path = path;
    this.ownPath = ownPath;
    this.#handle = handle;
  }

  /** A new, empty one for the final `path`; makes the folder, clears what dead writers left. */
  static async create(path: string): Promise<PartialFile> {
    const ownPath = await prepare(path);
    for (const abandoned of await abandonedFiles(path)) await rm(abandoned, { force: true });
    return new PartialFile(path, ownPath, await open(ownPath, 'w+'));
  }

  /** What an earlier writer left for the final `path`, to be continued, or else a new one. */
  static async adopt(path: string): Promise<PartialFile> {
    const ownPath = await prepare(path);
    let adopted = false;
    for (const abandoned of await abandonedFiles(path)) {
      if (adopted) await rm(abandoned, { force: true });
      else adopted = await renameIfThere(abandoned, ownPath);
    }
    return new PartialFile(path, ownPath, await open(ownPath, adopted ? 'r+' : 'w+'));
  }

  /** Bytes that it has now. */
  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  /** Writes the whole chunk, `position` bytes after the file's start. */
  async write(chunk: Uint8Array, position: number): Promise<void> {
    let written = 0;
    while (written < chunk.length) {
      const rest = chunk.subarray(written);
      written += (await this.#handle.write(rest, 0, rest.length, position + written)).bytesWritten;
    }
  }

  /** Fills the bytes with what lies `position` bytes after the file's start; returns how many there were. */
  async read(bytes: Uint8Array, position: number): Promise<number> {
    return readBytes(this.#handle, bytes, position);
  }

  /** Forgets what it holds. */
  async clear(): Promise<void> {
    await this.#handle.truncate(0);
  }

  /**
   * Moves the whole file to its final path (P3), or to another one of that folder when the content names it. When
   * that fails, it can still be left or removed.
   */
  async complete(path = this.#path): Promise<void> {
    try {
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
    await rm(fetchedNote(path), { force: true });
    await rename(this.ownPath, path);
    await syncFolder(dirname(path));
  }

  /** Leaves it, if it is there, as `<path>.partial`, for a later writer to continue. */
  async leave(): Promise<void> {
    await this.#handle.close();
    await renameIfThere(this.ownPath, `${this.#path}.partial`);
  }

  /** Deletes it. */
  async remove(): Promise<void> {
    await this.#handle.close();
    await rm(this.ownPath, { force: true });
  }
}

async function prepare(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  return `${path}.${newOwner()}.partial`;
}

/** A partial file of the path that nobody writes any more, which `adopt` would take; undefined when there is none. */
export async function abandonedFile(path: string): Promise<string | undefined> {
  try {
    return (await abandonedFiles(path))[0];
  } catch (reason) {
    if (isNotFound(reason)) return undefined;
    throw reason;
  }
}

/** Partial files of the path that nobody writes any more, the largest first. */
async function abandonedFiles(path: string): Promise<string[]> {
  const prefix = `${basename(path)}.`;
  const found: { path: string; bytes: number }[] = [];
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix) || !name.endsWith('partial')) continue;
    const candidate = join(dirname(path), name);
    const bytes = await abandonedBytes(candidate, name.slice(prefix.length));
    if (bytes !== undefined) found.push({ path: candidate, bytes });
  }
  return found.sort((one, other) => other.bytes - one.bytes).map((file) => file.path);
}

/** Size of the file, or undefined when its writer may live or it is gone. */
async function abandonedBytes(path: string, suffix: string): Promise<number | undefined> {
  const owner = ownerOf(suffix.replace(/\.partial$/, ''));
  if (!owner && suffix !== 'partial') return undefined;
  try {
    const { size, mtimeMs } = await stat(path);
    if (!owner) return size;
    return hasEnded(owner) || Date.now() - mtimeMs > ABANDONED_AFTER_MS ? size : undefined;
  } catch (reason) {
    if (isNotFound(reason)) return undefined;
    throw reason;
  }
}

/** Whether a partial file belongs to nobody, by its name. */
export function isLeftName(name: string): boolean {
  return /^[^.]+\.[^.]+\.partial$/.test(name);
}

async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (reason) {
    if (isNotFound(reason)) return false;
    throw reason;
  }
}

/** A rename survives a power cut only when the folder was synced. Windows cannot, and need not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
