/**
 * A packed run is a tar file (POSIX.1-1988, ustar), of which every byte follows from the names, sizes and contents of
 * its files: no times, owners or modes of the machine are in it. So a reader can compare all that is no content.
 */
import { ChorusError } from '@chorus/proto';
import { Header } from 'tar';

/** Headers and contents begin at a multiple of it. */
export const BLOCK_BYTES = 512;

/** What stands behind the last file: two blocks of zeros. */
export const TAR_END = Buffer.alloc(2 * BLOCK_BYTES);

/** A file in a packed run. */
export interface TarEntry {
  /** The path, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** The only header that a file has. @throws ChorusError `invalid` when its name or size is too long for the format */
export function encodeTarHeader({ path, bytes }: TarEntry): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const header = new Header({
    ...{ path, size: bytes, type: 'File', mode: 0o644, mtime: new Date(0) },
    ...{ uid: 0, gid: 0, uname: '', gname: '' },
  });
  const doesNotFit = header.encode(block, 0);
  if (!doesNotFit) return block;
  throw new ChorusError('invalid', `${path} has too long a name, or is too large, for a tar file`);
}

/** What a header says. @returns undefined when it is not the header that its file has */
export function decodeTarHeader(block: Buffer): TarEntry | undefined {
  try {
    const { path, size, cksumValid } = new Header(block, 0);
    if (!cksumValid || path === undefined || size === undefined) return undefined;
    const entry = { path, bytes: size };
    return encodeTarHeader(entry).equals(block) ? entry : undefined;
  } catch {
    // Numbers that are none.
    return undefined;
  }
}

/** The zeros between a file's contents and the next header. */
export function paddingOf(bytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES);
}
