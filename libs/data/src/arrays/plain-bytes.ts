import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { type FileStatus, requireSameStatus } from '../file-state.ts';
import type { ByteCursor, ByteSource } from './byte-source.ts';
import { printable } from '../printable.ts';

/** Read at once where the bytes are taken in their order. */
const READ_BYTES = 256 * 1024;
/** Read at once behind a skip: the next bytes that are wanted may be far away. */
const READ_AFTER_SKIP_BYTES = 4 * 1024;

/** A file whose bytes are those of the array. */
export class PlainBytes implements ByteSource {
  readonly source: string;
  readonly size: number;
  readonly packed = false;
  readonly #file: FileHandle;
  readonly #status: FileStatus;

  private constructor(path: string, file: FileHandle, { size, mtimeMs }: FileStatus) {
    this.source = printable(path);
    this.size = size;
    this.#file = file;
    this.#status = { size, mtimeMs };
  }

  /** @throws DatasetError `missing`, or `storage` when it is no file or the disk refuses */
  static async open(path: string): Promise<PlainBytes> {
    const source = printable(path);
    const missing = `there is no file ${source}`;
    const file = await onDisk('read', source, () => open(path, READ_ONLY), missing);
    try {
      const stats = await onDisk('read', source, () => file.stat());
      if (!stats.isFile()) throw new DatasetError('storage', `${source} is not a file`);
      return new PlainBytes(path, file, stats);
    } catch (reason) {
      await file.close();
      throw reason;
    }
  }

  get sizeLimit(): number {
    return this.size;
  }

  cursor(): Promise<ByteCursor> {
    return Promise.resolve(new PlainCursor(this.source, this.#file, this.size));
  }

  /** The bytes at the start, at most that many. */
  async peek(bytes: number): Promise<Buffer> {
    const wanted = Math.min(bytes, this.size);
    return this.cursor().then((cursor) => cursor.take(wanted));
  }

  async requireUnchanged(): Promise<void> {
    const now = await onDisk('read', this.source, () => this.#file.stat());
    requireSameStatus(this.source, this.#status, now);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

class PlainCursor implements ByteCursor {
  readonly #source: string;
  readonly #file: FileHandle;
  readonly #size: number;
  /** What was read ahead: the file's bytes from #position on. */
  #ahead: Buffer = Buffer.alloc(0);
  #position = 0;
  #skipped = false;

  constructor(source: string, file: FileHandle, size: number) {
    this.#source = source;
    this.#file = file;
    this.#size = size;
  }

  async take(bytes: number): Promise<Buffer> {
    if (bytes > this.#size - this.#position) throw this.#cutOff(this.#position + bytes);
    const taken = Buffer.allocUnsafeSlow(bytes);
    const known = this.#ahead.copy(taken, 0, 0, Math.min(bytes, this.#ahead.length));
    this.#drop(known);
    const missing = bytes - known;
    if (missing >= READ_BYTES) {
      await this.#fill(taken.subarray(known));
      this.#position += missing;
    } else if (missing > 0) {
      await this.#readAhead(missing);
      this.#ahead.copy(taken, known, 0, missing);
      this.#drop(missing);
    }
    this.#skipped = false;
    return taken;
  }

  skip(bytes: number): Promise<void> {
    this.#skipped ||= bytes > this.#ahead.length;
    this.#drop(bytes);
    return Promise.resolve();
  }

  expectEnd(): Promise<void> {
    return Promise.resolve(); // The size was compared with the header's when the array was opened.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #drop(bytes: number): void {
    this.#position += bytes;
    this.#ahead = this.#ahead.subarray(bytes);
  }

  async #readAhead(wanted: number): Promise<void> {
    const usual = this.#skipped ? READ_AFTER_SKIP_BYTES : READ_BYTES;
    const bytes = Math.min(Math.max(wanted, usual), this.#size - this.#position);
    this.#ahead = Buffer.allocUnsafeSlow(bytes);
    await this.#fill(this.#ahead);
  }

  /** Fills the buffer with the file's bytes from the position on; it reads less than it was asked for. */
  async #fill(buffer: Buffer): Promise<void> {
    await onDisk('read', this.#source, async () => {
      for (let filled = 0; filled < buffer.length;) {
        const left = buffer.length - filled;
        const at = this.#position + filled;
        const { bytesRead } = await this.#file.read(buffer, filled, left, at);
        if (bytesRead === 0) throw this.#cutOff(at + left, at);
        filled += bytesRead;
      }
    });
  }

  #cutOff(expected: number, found = this.#size): DatasetError {
    return new DatasetError(
      'corrupt',
      `${this.#source} is cut off: it ends after ${found} bytes, and at least ${expected} are expected`,
    );
  }
}

/** Without waiting: to open a named pipe would last until somebody writes to it. Windows has no such flag. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
