import { createHash } from 'node:crypto';
import { DatasetError, onDisk } from './dataset-error.ts';
import { dataBytes, decodeHeader, type DatasetHeader } from './dataset-header.ts';
import { PartialFile } from './partial-file.ts';

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
  readonly #hash = createHash('sha256');
  #beginning: Buffer | undefined = Buffer.alloc(0);
  #header: DatasetHeader | undefined;
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
    let data = chunk;
    if (this.#beginning) {
      this.#beginning = Buffer.concat([this.#beginning, chunk]);
      const decoded = decodeHeader(this.#beginning, 'the dataset that arrives', 'send it again');
      if (!decoded) return;
      data = this.#beginning.subarray(decoded.dataOffset);
      this.#beginning = undefined;
      this.#header = this.#checkHeader(decoded.header);
      this.#missingBytes = dataBytes(decoded.header);
    }
    this.#hash.update(data);
    this.#missingBytes -= data.length;
    if (this.#missingBytes < 0) {
      throw new DatasetError('corrupt', 'the dataset that arrives is longer than its header says');
    }
  }

  #checkHeader(header: DatasetHeader): DatasetHeader {
    if (header.sha256 === this.#sha256) return header;
    throw new DatasetError(
      'corrupt',
      `the dataset that arrives has SHA-256 ${header.sha256} instead of ${this.#sha256}`,
    );
  }
}
