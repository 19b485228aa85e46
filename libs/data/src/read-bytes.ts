import type { FileHandle } from 'node:fs/promises';

/** The most that the operating system is asked for at once: it gives no more than 2 GiB. */
const PIECE_BYTES = 2 ** 30;

/**
 * Reads the file from the position on until the memory is full.
 *
 * @param bytes as long as what is wanted; what the file has not stays as it is
 * @returns the bytes that were there: fewer than wanted when the file ends before
 */
export async function readBytes(
  file: Pick<FileHandle, 'read'>,
  bytes: Uint8Array,
  position: number,
  pieceBytes = PIECE_BYTES,
): Promise<number> {
  let filled = 0;
  while (filled < bytes.length) {
    const wanted = Math.min(bytes.length - filled, pieceBytes);
    const { bytesRead } = await file.read(bytes, filled, wanted, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
