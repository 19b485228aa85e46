import type { DatasetBeginning } from './dataset-chunks.ts';
import { DatasetError, onDisk } from './dataset-error.ts';
import { abandonedFile, PartialFile } from './partial-file.ts';

/** Read at once of what arrived before. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** What has arrived of a file, without its bytes. */
export interface Arrived<Result> {
  readonly bytes: number;
  /** Where the rest begins, for who resumes. */
  readonly beginning: DatasetBeginning;
  /** Bytes of the whole file, when that is known. */
  readonly totalBytes: number | undefined;
  /** @throws DatasetError `corrupt` as soon as this cannot become the right file */
  take(chunk: Uint8Array): void;
  /** @throws DatasetError `corrupt` when this is not the right file */
  end(): Result;
}

/**
 * Writes a file that arrives in chunks, and checks it on the way, so that nobody has to hold it in
 * memory. The file appears at its path only when `finish` has found it right.
 *
 * Call `add` for each chunk, one after the other, then `finish`; after any error `abort`, or `leave` when the rest may
 * still come.
 */
export class FileReceiver<Result> {
  readonly #path: string;
  readonly #file: PartialFile;
  readonly #begin: () => Arrived<Result>;
  #state: Arrived<Result>;
  #closed = false;

  /** @param begin makes the state in which nothing has arrived */
  protected constructor(path: string, file: PartialFile, begin: () => Arrived<Result>) {
    this.#path = path;
    this.#file = file;
    this.#begin = begin;
    this.#state = begin();
  }

  /** A new file for the path, whose folder is made. @throws DatasetError `storage` when the disk refuses */
  protected static create(path: string): Promise<PartialFile> {
    return onDisk('write', path, () => PartialFile.create(path));
  }

  /** What an earlier receiver has left of the file. @throws DatasetError `storage` when the disk refuses */
  protected static adopt(path: string): Promise<PartialFile> {
    return onDisk('write', path, () => PartialFile.adopt(path));
  }

  /** What an earlier receiver has left, undefined when there is nothing. @throws DatasetError `storage` when the disk refuses */
  protected static leftFile(path: string): Promise<string | undefined> {
    return onDisk('read', path, () => abandonedFile(path));
  }

  /** What it has so far: where the rest begins. */
  get beginning(): DatasetBeginning {
    return this.#state.beginning;
  }

  /** Bytes of the whole file, when that is known. */
  get totalBytes(): number | undefined {
    return this.#state.totalBytes;
  }

  /** Forgets what it has: the file comes from its beginning. */
  async restart(): Promise<void> {
    this.#state = this.#begin();
    await onDisk('write', this.#path, () => this.#file.clear());
  }

  /**
   * Takes the next bytes of the file, of any length.
   *
   * @throws DatasetError `corrupt` as soon as this cannot become the right file, `storage` when the
   *   disk refuses
   */
  async add(chunk: Uint8Array): Promise<void> {
    const position = this.#state.bytes;
    this.#state.take(chunk);
    await onDisk('write', this.#path, () => this.#file.write(chunk, position));
  }

  /**
   * Checks the whole, syncs the file and gives it its name.
   *
   * @throws DatasetError `corrupt` when it is not the file that was asked for, `storage` when
   *   the disk refuses
   */
  async finish(): Promise<Result> {
    const result = this.#state.end();
    await onDisk('write', this.#path, () => this.#file.complete());
    this.#closed = true;
    return result;
  }

  /** Keeps what was written, for a later receiver that is to resume; harmless after `finish`. */
  async leave(): Promise<void> {
    if (this.beginning.bytes === 0) return this.abort();
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.leave();
  }

  /** Deletes what was written; harmless after `finish` and when called twice. */
  async abort(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.remove();
  }

  /** Takes what the file has already, if that is the beginning of the right one; else it is emptied. */
  protected async readAgain(): Promise<this> {
    try {
      await this.#takeAll();
      return this;
    } catch (reason) {
      await this.abort();
      throw reason;
    }
  }

  async #takeAll(): Promise<void> {
    const piece = Buffer.alloc(PIECE_BYTES);
    try {
      for (;;) {
        const position = this.#state.bytes;
        const bytes = await onDisk('read', this.#path, () => this.#file.read(piece, position));
        if (bytes === 0) break;
        this.#state.take(piece.subarray(0, bytes));
      }
    } catch (reason) {
      if (!(reason instanceof DatasetError) || reason.code !== 'corrupt') throw reason;
      return this.restart();
    }
    if (this.beginning.bytes === 0) await this.restart();
  }
}
