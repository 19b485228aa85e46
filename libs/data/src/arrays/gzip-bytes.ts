import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LARGEST_INFLATION, type ByteCursor, type ByteSource } from './byte-source.ts';
import { PackedCursor } from './packed-bytes.ts';
import type { FileState } from '../file-state.ts';

const UNPACKED_CHUNK_BYTES = 256 * 1024;

/** A file that was packed with gzip; RFC 1952. Its checksum is checked at its end. */
export class GzipBytes implements ByteSource {
  readonly source: string;
  readonly size = undefined;
  readonly sizeLimit: number;
  readonly packed = true;
  readonly #state: FileState;

  constructor(state: FileState) {
    this.source = state.source;
    this.#state = state;
    this.sizeLimit = state.size * LARGEST_INFLATION;
  }

  cursor(): Promise<ByteCursor> {
    const unpacked = createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES });
    // Whatever goes wrong is thrown where the unpacked bytes are read.
    pipeline(createReadStream(this.#state.path), unpacked, () => {});
    return Promise.resolve(new PackedCursor({ source: this.source }, unpacked));
  }

  requireUnchanged(): Promise<void> {
    return this.#state.requireUnchanged();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
