import type { Hash } from 'node:crypto';

/** Read at once: so much that handing it on takes no time worth mentioning. */
export const HASHED_PIECE_BYTES = 16 * 1024 * 1024;

/**
 * Reads piece by piece, each while the one before is hashed.
 *
 * @param length bytes to read
 * @param memoryAt where the piece that begins so many bytes after the start goes: it and the one before are in use
 * @param read fills the memory with what lies so many bytes after the start
 */
export async function hashWhileReading(
  hash: Hash,
  length: number,
  memoryAt: (at: number) => Uint8Array,
  read: (memory: Uint8Array, at: number) => Promise<void>,
): Promise<void> {
  let before: Uint8Array = new Uint8Array();
  for (let at = 0; at < length; at += HASHED_PIECE_BYTES) {
    const piece = memoryAt(at);
    const reading = read(piece, at);
    hash.update(before);
    await reading;
    before = piece;
  }
  hash.update(before);
}
