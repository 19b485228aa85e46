import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 20;

/** The size of a file and its SHA-256 in hexadecimal; it is read in parts. @throws Error of the file system */
export function digestOfFile(path: string): { bytes: number; sha256: string } {
  const descriptor = openSync(path, 'r');
  try {
    const digest = createHash('sha256');
    // One more than there is: a small file is read at once, and its end is seen.
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, fstatSync(descriptor).size + 1));
    let bytes = 0;
    for (;;) {
      const read = readSync(descriptor, chunk);
      if (read === 0) return { bytes, sha256: digest.digest('hex') };
      digest.update(chunk.subarray(0, read));
      bytes += read;
    }
  } finally {
    closeSync(descriptor);
  }
}
