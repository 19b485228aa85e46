import {
  appendFileSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  rmSync,
} from 'node:fs';
import { writing } from './disk-error.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_TRUNC, O_WRONLY } = constants;

/**
 * A file that grows.
 *
 * APPEND-1: it holds whole appends only: one that could not be written to its end is cut off again,
 *   and may be tried again.
 */
export class AppendFile {
  readonly path: string;
  readonly #descriptor: number;
  #lengthBytes = 0;

  /**
   * Begins the file.
   *
   * @param mode `anew` empties one that is there, `new` refuses it
   * @param first what it begins with; when that cannot be written, no new file is left
   * @throws DiskError
   */
  constructor(path: string, mode: 'anew' | 'new', first: Uint8Array) {
    this.path = path;
    // Without O_APPEND, what follows an append that was cut off would leave a hole.
    const flags = O_WRONLY | O_CREAT | O_APPEND | (mode === 'anew' ? O_TRUNC : O_EXCL);
    this.#descriptor = writing(path, () => openSync(path, flags));
    try {
      this.append(first);
    } catch (error) {
      this.close();
      if (mode === 'new') rmSync(path, { force: true });
      throw error;
    }
  }

  /** @throws DiskError; the file is then as it was */
  append(bytes: Uint8Array): void {
    try {
      writing(this.path, () => appendFileSync(this.#descriptor, bytes));
      this.#lengthBytes += bytes.length;
    } catch (error) {
      this.#cutOff();
      throw error;
    }
  }

  #cutOff(): void {
    const descriptor = this.#descriptor;
    if (fstatSync(descriptor).size === this.#lengthBytes) return;
    writing(this.path, () => ftruncateSync(descriptor, this.#lengthBytes));
  }

  /** Syncs the file: a power cut leaves what was appended. @throws DiskError */
  sync(): void {
    writing(this.path, () => fsyncSync(this.#descriptor));
  }

  /** Nothing can be appended after it. */
  close(): void {
    closeSync(this.#descriptor);
  }
}
