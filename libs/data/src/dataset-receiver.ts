import type { Hash } from 'node:crypto';
import { DatasetError, onDisk } from './dataset-error.ts';
import { PREAMBLE_BYTES, readHeader, readPreamble, type DatasetHeader } from './dataset-header.ts';
import { dataBytes } from './dataset-layout.ts';
import { beginFingerprint } from './fingerprint.ts';
import { PartialFile } from './partial-file.ts';

const WHERE = { source: 'the dataset that arrives', remedy: 'send it again' };

/**
 * Writes a dataset file that arrives in chunks, and checks it on the way, so that nobody has to
 * hold a dataset in memory. The file appears at its path only when `finish` has found it right.
 *
 * Call `add` for each chunk, one after the other, then `finish`; after any error, `abort`.
 */
export class DatasetReceiver {
  readonly #path: string;
  readonly #sha256: string;
  readonly #file: PartialFile;
  /** What has arrived of the header: first of its preamble, then of all of it. */
  #beginning = Buffer.alloc(PREAMBLE_BYTES);
  #begunBytes = 0;
  #header: DatasetHeader | undefined;
  #hash!: Hash;
  #fileBytes = 0;
  #missingBytes = 0;
  #closed = false;

  private constructor(path: string, sha256: string, file: PartialFile) {
    this.#path = path;
    this.#sha256 = sha256;
    this.#file = file;
  }

  /**
   * @param path where the file will be; its folder is made
   * @param sha256 the fingerprint that it must have, hexadecimal
   * @throws DatasetError `storage` when the disk refuses
   */
  static async open(path: string, sha256: string): Promise<DatasetReceiver> {
    const file = await onDisk('write', path, () => PartialFile.create(path));
    return new DatasetReceiver(path, sha256, file);
  }

  /**
   * Takes the next bytes of the file, of any length.
   *
   * @throws DatasetError `corrupt` as soon as this cannot become the right file, `storage` when the
   *   disk refuses
   */
  async add(chunk: Uint8Array): Promise<void> {
    this.#check(chunk);
    await onDisk('write', this.#path, () => this.#file.write(chunk, this.#fileBytes));
    this.#fileBytes += chunk.length;
  }

  /**
   * Checks size and fingerprint, syncs the file and gives it its name.
   *
   * @returns the file's header
   * @throws DatasetError `corrupt` when it is not the dataset that was asked for, `storage` when
   *   the disk refuses
   */
  async finish(): Promise<DatasetHeader> {
    if (!this.#header || this.#missingBytes > 0) {
      throw new DatasetError(
        'corrupt',
        `the dataset ended early, after ${this.#fileBytes} bytes; send it again`,
      );
    }
    const found = this.#hash.digest('hex');
    if (found !== this.#sha256) {
      throw new DatasetError(
        'corrupt',
        `the dataset that arrived has SHA-256 ${found} instead of ${this.#sha256}; send it again`,
      );
    }
    await onDisk('write', this.#path, () => this.#file.complete());
    this.#closed = true;
    return this.#header;
  }

  /** Deletes what was written; harmless after `finish` and when called twice. */
  async abort(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.remove();
  }

  #check(chunk: Uint8Array): void {
    const data = this.#header ? chunk : this.#readHeader(chunk);
    if (!this.#header) return;
    this.#hash.update(data);
    this.#missingBytes -= data.length;
    if (this.#missingBytes < 0) {
      throw new DatasetError('corrupt', 'the dataset that arrives is longer than its header says');
    }
  }

  /** @returns what of the chunk lies behind the header */
  #readHeader(chunk: Uint8Array): Uint8Array {
    let rest = this.#collect(chunk);
    if (this.#begunBytes < PREAMBLE_BYTES) return rest;
    if (this.#beginning.length === PREAMBLE_BYTES) {
      const whole = Buffer.alloc(readPreamble(this.#beginning, WHERE));
      this.#beginning.copy(whole);
      this.#beginning = whole;
      rest = this.#collect(rest);
    }
    if (this.#begunBytes < this.#beginning.length) return rest;
    const header = readHeader(this.#beginning, WHERE);
    this.#requireAskedFor(header);
    this.#header = header;
    this.#hash = beginFingerprint(header.description);
    this.#missingBytes = dataBytes(header.description);
    return rest;
  }

  /** @returns what is left of the chunk when the beginning is full */
  #collect(chunk: Uint8Array): Uint8Array {
    const taken = chunk.subarray(0, this.#beginning.length - this.#begunBytes);
    this.#beginning.set(taken, this.#begunBytes);
    this.#begunBytes += taken.length;
    return chunk.subarray(taken.length);
  }

  #requireAskedFor({ sha256 }: DatasetHeader): void {
    if (sha256 === this.#sha256) return;
    throw new DatasetError(
      'corrupt',
      `the dataset that arrives has SHA-256 ${sha256} instead of ${this.#sha256}`,
    );
  }
}
