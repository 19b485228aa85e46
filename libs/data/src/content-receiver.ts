import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { NOTHING, type DatasetBeginning } from './dataset-chunks.ts';
import { DatasetError, onDisk } from './dataset-error.ts';
import { FileReceiver, type Arrived } from './file-receiver.ts';

/** Receives a file of any kind that is known by the SHA-256 of its bytes. */
export class ContentReceiver extends FileReceiver<void> {
  /**
   * Begins with nothing.
   *
   * @param path where the file will be; its folder is made
   * @param sha256 of all its bytes, hexadecimal
   * @throws DatasetError `storage` when the disk refuses
   */
  static async open(path: string, sha256: string): Promise<ContentReceiver> {
    const file = await FileReceiver.create(path);
    return new ContentReceiver(path, file, () => new ArrivedContent(sha256));
  }

  /**
   * Begins with what an earlier receiver has left of the file.
   *
   * @throws DatasetError `storage` when the disk refuses
   */
  static async resume(path: string, sha256: string): Promise<ContentReceiver> {
    const file = await FileReceiver.adopt(path);
    return new ContentReceiver(path, file, () => new ArrivedContent(sha256)).readAgain();
  }

  /** With what {@link resume} would begin. */
  static async left(path: string): Promise<DatasetBeginning> {
    const left = await FileReceiver.leftFile(path);
    if (left === undefined) return NOTHING;
    const { size } = await onDisk('read', left, () => stat(left));
    return { bytes: size, headerSha256: '' };
  }
}

class ArrivedContent implements Arrived<void> {
  bytes = 0;
  beginning: DatasetBeginning = NOTHING;
  readonly totalBytes = undefined;
  readonly #hash = createHash('sha256');
  readonly #sha256: string;

  constructor(sha256: string) {
    this.#sha256 = sha256;
  }

  take(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    this.beginning = { bytes: this.bytes, headerSha256: '' };
  }

  /** @throws DatasetError `corrupt` when they are other bytes */
  end(): void {
    const found = this.#hash.digest('hex');
    if (found === this.#sha256) return;
    throw new DatasetError(
      'corrupt',
      `the file that arrived has SHA-256 ${found} instead of ${this.#sha256}; send it again`,
    );
  }
}
