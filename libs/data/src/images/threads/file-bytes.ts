import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FileStatus } from '../../file-state.ts';
import { OPEN_FLAGS } from '../open-flags.ts';

/** Reads one file after the other into memory that all of them use. */
export class FileBytes {
  #memory = Buffer.alloc(0);

  /**
   * Reads a file.
   *
   * @param most bytes of its start that are read; default all
   * @returns bytes that are there until the next file is read; undefined when it is no file, or cannot be read
   */
  read(path: Uint8Array, most = Infinity): { bytes: Buffer; status: FileStatus } | undefined {
    let file: number | undefined;
    try {
      file = openSync(Buffer.from(path), OPEN_FLAGS);
      const stats = fstatSync(file);
      const { size, mtimeMs } = stats;
      const wanted = Math.min(size, most);
      if (!stats.isFile() || !this.#fill(file, wanted)) return undefined;
      return { bytes: this.#memory.subarray(0, wanted), status: { size, mtimeMs } };
    } catch {
      return undefined;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  /** @returns whether there were so many bytes */
  #fill(file: number, size: number): boolean {
    if (this.#memory.length < size) this.#memory = Buffer.alloc(size);
    for (let length = 0; length < size;) {
      const read = readSync(file, this.#memory, length, size - length, length);
      if (read === 0) return false;
      length += read;
    }
    return true;
  }
}
