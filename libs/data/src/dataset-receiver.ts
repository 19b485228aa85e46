import type { Hash } from 'node:crypto';
import { beginningOf, NOTHING, type DatasetBeginning } from './dataset-chunks.ts';
import { DatasetError, onDisk } from './dataset-error.ts';
import { PREAMBLE_BYTES, readHeader, readPreamble, type DatasetHeader } from './dataset-header.ts';
import { dataBytes } from './dataset-layout.ts';
import { beginFingerprint } from './fingerprint.ts';
import { PartialFile } from './partial-file.ts';

const WHERE = { source: 'the dataset that arrives', remedy: 'send it again' };

/** Read at once of what arrived before. */
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * Writes a dataset file that arrives in chunks, and checks it on the way, so that nobody has to
 * hold a dataset in memory. The file appears at its path only when `finish` has found it right.
 *
 * Call `add` for each chunk, one after the other, then `finish`; after any error `abort`, or `leave` when the rest may
 * still come.
 */
export class DatasetReceiver {
  readonly #path: string;
  readonly #sha256: string;
  readonly #file: PartialFile;
  #state = new Received();
  #closed = false;

  private constructor(path: string, sha256: string, file: PartialFile) {
    this.#path = path;
    this.#sha256 = sha256;
    this.#file = file;
  }

  /**
   * Begins with nothing.
   *
   * @param path where the file will be; its folder is made
   * @param sha256 the fingerprint that it must have, hexadecimal
   * @throws DatasetError `storage` when the disk refuses
   */
  static async open(path: string, sha256: string): Promise<DatasetReceiver> {
    const file = await onDisk('write', path, () => PartialFile.create(path));
    return new DatasetReceiver(path, sha256, file);
  }

  /**
   * Begins with what an earlier receiver has left of the file, or its process when it died; see {@link beginning}.
   *
   * @throws DatasetError `storage` when the disk refuses
   */
  static async resume(path: string, sha256: string): Promise<DatasetReceiver> {
    const file = await onDisk('write', path, () => PartialFile.adopt(path));
    const receiver = new DatasetReceiver(path, sha256, file);
    try {
      await receiver.#readAgain();
      return receiver;
    } catch (reason) {
      await receiver.abort();
      throw reason;
    }
  }

  /** What it has so far: where the rest begins. */
  get beginning(): DatasetBeginning {
    return this.#state.beginning;
  }

  /** Bytes of the whole file, when its header is there. */
  get totalBytes(): number | undefined {
    return this.#state.totalBytes;
  }

  /** Forgets what it has: the file comes from its beginning. */
  async restart(): Promise<void> {
    this.#state = new Received();
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
    this.#check(chunk);
    await onDisk('write', this.#path, () => this.#file.write(chunk, position));
  }

  /**
   * Checks size and fingerprint, syncs the file and gives it its name.
   *
   * @returns the file's header
   * @throws DatasetError `corrupt` when it is not the dataset that was asked for, `storage` when
   *   the disk refuses
   */
  async finish(): Promise<DatasetHeader> {
    const { header, found } = this.#state.end();
    if (found !== this.#sha256) {
      throw new DatasetError(
        'corrupt',
        `the dataset that arrived has SHA-256 ${found} instead of ${this.#sha256}; send it again`,
      );
    }
    await onDisk('write', this.#path, () => this.#file.complete());
    this.#closed = true;
    return header;
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

  /** Takes what the file has already, if it is the beginning of a dataset file; else it is emptied. */
  async #readAgain(): Promise<void> {
    const piece = Buffer.alloc(PIECE_BYTES);
    try {
      for (;;) {
        const position = this.#state.bytes;
        const bytes = await onDisk('read', this.#path, () => this.#file.read(piece, position));
        if (bytes === 0) break;
        this.#check(piece.subarray(0, bytes));
      }
    } catch (reason) {
      if (!(reason instanceof DatasetError) || reason.code !== 'corrupt') throw reason;
      return this.restart();
    }
    if (this.beginning.bytes === 0) await this.restart();
  }

  #check(chunk: Uint8Array): void {
    this.#state.take(chunk);
    const { header } = this.#state;
    if (!header || header.sha256 === this.#sha256) return;
    throw new DatasetError(
      'corrupt',
      `the dataset that arrives has SHA-256 ${header.sha256} instead of ${this.#sha256}`,
    );
  }
}

/** What has arrived of a dataset file, without its bytes. */
class Received {
  bytes = 0;
  header: DatasetHeader | undefined;
  beginning = NOTHING;
  totalBytes: number | undefined;
  /** What has arrived of the header: first of its preamble, then of all of it. */
  #start = Buffer.alloc(PREAMBLE_BYTES);
  #hash!: Hash;

  /** @throws DatasetError `corrupt` when this cannot become a dataset file */
  take(chunk: Uint8Array): void {
    const data = this.header ? chunk : this.#readHeader(chunk);
    this.bytes += chunk.length;
    if (!this.header) return;
    if (this.bytes > this.totalBytes!) {
      throw new DatasetError('corrupt', 'the dataset that arrives is longer than its header says');
    }
    this.#hash.update(data);
    this.beginning = { ...this.beginning, bytes: this.bytes };
  }

  /** @throws DatasetError `corrupt` when it is not whole */
  end(): { readonly header: DatasetHeader; readonly found: string } {
    if (!this.header || this.bytes < this.totalBytes!) {
      throw new DatasetError(
        'corrupt',
        `the dataset ended early, after ${this.bytes} bytes; send it again`,
      );
    }
    return { header: this.header, found: this.#hash.digest('hex') };
  }

  /** @returns what of the chunk lies behind the header */
  #readHeader(chunk: Uint8Array): Uint8Array {
    const filled = Math.min(this.bytes, this.#start.length);
    let rest = this.#collect(chunk, filled);
    if (this.#start.length === PREAMBLE_BYTES && filled + chunk.length >= PREAMBLE_BYTES) {
      const whole = Buffer.alloc(readPreamble(this.#start, WHERE));
      this.#start.copy(whole);
      this.#start = whole;
      rest = this.#collect(rest, PREAMBLE_BYTES);
    }
    const arrived = this.bytes + chunk.length;
    if (this.#start.length === PREAMBLE_BYTES || arrived < this.#start.length) return rest;
    this.header = readHeader(this.#start, WHERE);
    this.#hash = beginFingerprint(this.header.description);
    this.totalBytes = this.#start.length + dataBytes(this.header.description);
    this.beginning = beginningOf(this.#start, arrived);
    return rest;
  }

  /** @returns what is left of the chunk when the beginning is full */
  #collect(chunk: Uint8Array, filled: number): Uint8Array {
    const taken = chunk.subarray(0, this.#start.length - filled);
    this.#start.set(taken, filled);
    return chunk.subarray(taken.length);
  }
}
