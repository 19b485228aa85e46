import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { DatasetError, onDisk } from '../dataset-error.ts';
import type { ByteCursor } from './byte-source.ts';

/** Of what a stream gives the unpacked bytes. */
export interface PackedBytes {
  /** The file, and what of it, for messages. */
  readonly source: string;
  /** The checksum that the bytes must have; undefined when the stream checks it. */
  readonly crc32?: number;
}

/** Reads bytes forwards while they are unpacked. */
export class PackedCursor implements ByteCursor {
  readonly #packed: PackedBytes;
  readonly #stream: Readable;
  readonly #chunks: AsyncIterator<Buffer>;
  #ahead: Buffer = Buffer.alloc(0);
  #position = 0;
  #checksum = 0;

  constructor(packed: PackedBytes, stream: Readable) {
    this.#packed = packed;
    this.#stream = stream;
    stream.on('error', () => {}); // It is thrown where the bytes are read, which may be later.
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async take(bytes: number): Promise<Buffer> {
    const taken = Buffer.allocUnsafeSlow(bytes);
    let filled = 0;
    await this.#advance(bytes, (chunk) => (filled += chunk.copy(taken, filled)));
    return taken;
  }

  async skip(bytes: number): Promise<void> {
    await this.#advance(bytes, () => {});
  }

  async expectEnd(): Promise<void> {
    if (this.#ahead.length > 0 || (await this.#next())) {
      throw this.#corrupt(`is too long: more follows after the ${this.#position} bytes expected`);
    }
    const { crc32 } = this.#packed;
    if (crc32 !== undefined && crc32 !== this.#checksum) {
      throw this.#corrupt('is damaged: its bytes do not have the checksum that the file says');
    }
  }

  close(): Promise<void> {
    this.#stream.destroy();
    return Promise.resolve();
  }

  async #advance(bytes: number, use: (chunk: Buffer) => void): Promise<void> {
    for (let left = bytes; left > 0;) {
      if (this.#ahead.length === 0 && !(await this.#next())) {
        const expected = this.#position + left;
        throw this.#corrupt(
          `is cut off: it ends after ${this.#position} bytes, and at least ${expected} are expected`,
        );
      }
      const chunk = this.#ahead.subarray(0, left);
      use(chunk);
      this.#ahead = this.#ahead.subarray(chunk.length);
      this.#position += chunk.length;
      left -= chunk.length;
    }
  }

  async #next(): Promise<boolean> {
    const { source } = this.#packed;
    try {
      const { value, done } = await onDisk('read', source, () => this.#chunks.next());
      if (done) return false;
      this.#ahead = value;
    } catch (reason) {
      throw reason instanceof DatasetError ? reason : this.#corrupt(explain(reason));
    }
    this.#checksum = crc32(this.#ahead, this.#checksum);
    return true;
  }

  #corrupt(problem: string): DatasetError {
    return new DatasetError('corrupt', `${this.#packed.source} ${problem}`);
  }
}

/** What zlib and yauzl say, in words that name the remedy where there is one. */
function explain(reason: unknown): string {
  const { message } = reason as Error;
  return /unexpected end|not enough bytes/i.test(message)
    ? 'is cut off: its compressed bytes end too early'
    : `is damaged: ${message}`;
}
