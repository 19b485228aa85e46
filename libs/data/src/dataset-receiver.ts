import type { Hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { beginningOf, NOTHING, type DatasetBeginning } from './dataset-chunks.ts';
import { DatasetError, onDisk } from './dataset-error.ts';
import { readFileHeader } from './dataset-file-start.ts';
import { PREAMBLE_BYTES, readHeader, readPreamble, type DatasetHeader } from './dataset-header.ts';
import { dataBytes } from './dataset-layout.ts';
import { FileReceiver, type Arrived } from './file-receiver.ts';
import { beginFingerprint } from './fingerprint.ts';

const WHERE = { source: 'the dataset that arrives', remedy: 'send it again' };

/** Receives a dataset file; what comes of it is its header. */
export class DatasetReceiver extends FileReceiver<DatasetHeader> {
  /**
   * Begins with nothing.
   *
   * @param path where the file will be; its folder is made
   * @param sha256 the fingerprint that it must have, hexadecimal
   * @throws DatasetError `storage` when the disk refuses
   */
  static async open(path: string, sha256: string): Promise<DatasetReceiver> {
    const file = await FileReceiver.create(path);
    return new DatasetReceiver(path, file, () => new ArrivedDataset(sha256));
  }

  /**
   * Begins with what an earlier receiver has left of the file, or its process when it died; see {@link beginning}.
   *
   * @throws DatasetError `storage` when the disk refuses
   */
  static async resume(path: string, sha256: string): Promise<DatasetReceiver> {
    const file = await FileReceiver.adopt(path);
    return new DatasetReceiver(path, file, () => new ArrivedDataset(sha256)).readAgain();
  }

  /** With what {@link resume} would begin, if it is no other file's; only its header is looked at. */
  static async left(path: string): Promise<DatasetBeginning> {
    const left = await FileReceiver.leftFile(path);
    if (left === undefined) return NOTHING;
    try {
      const header = await readFileHeader(left);
      const { size } = await onDisk('read', left, () => stat(left));
      return beginningOf(header, size);
    } catch (reason) {
      if (reason instanceof DatasetError) return NOTHING;
      throw reason;
    }
  }
}

/** What has arrived of a dataset file, without its bytes. */
class ArrivedDataset implements Arrived<DatasetHeader> {
  bytes = 0;
  header: DatasetHeader | undefined;
  beginning = NOTHING;
  totalBytes: number | undefined;
  /** What has arrived of the header: first of its preamble, then of all of it. */
  #start = Buffer.alloc(PREAMBLE_BYTES);
  #hash!: Hash;
  readonly #sha256: string;

  constructor(sha256: string) {
    this.#sha256 = sha256;
  }

  /** @throws DatasetError `corrupt` when this cannot become a dataset file */
  take(chunk: Uint8Array): void {
    const data = this.header ? chunk : this.#readHeader(chunk);
    this.bytes += chunk.length;
    if (!this.header) return;
    if (this.header.sha256 !== this.#sha256) {
      throw new DatasetError(
        'corrupt',
        `the dataset that arrives has SHA-256 ${this.header.sha256} instead of ${this.#sha256}`,
      );
    }
    if (this.bytes > this.totalBytes!) {
      throw new DatasetError('corrupt', 'the dataset that arrives is longer than its header says');
    }
    this.#hash.update(data);
    this.beginning = { ...this.beginning, bytes: this.bytes };
  }

  /** @throws DatasetError `corrupt` when it is not whole, or not the dataset that was asked for */
  end(): DatasetHeader {
    if (!this.header || this.bytes < this.totalBytes!) {
      throw new DatasetError(
        'corrupt',
        `the dataset ended early, after ${this.bytes} bytes; send it again`,
      );
    }
    const found = this.#hash.digest('hex');
    if (found === this.#sha256) return this.header;
    throw new DatasetError(
      'corrupt',
      `the dataset that arrived has SHA-256 ${found} instead of ${this.#sha256}; send it again`,
    );
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
