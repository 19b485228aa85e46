import { open } from 'node:fs/promises';
import { OPEN_FLAGS } from '../images/open-flags.ts';

/** The first bytes of a file, as many as it has of so many. */
export async function readStart(path: string | Buffer, bytes: number): Promise<Buffer> {
  await using file = await open(path, OPEN_FLAGS);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
  return buffer.subarray(0, bytesRead);
}
