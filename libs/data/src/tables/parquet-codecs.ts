import { zstdDecompressSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors as usual } from 'hyparquet-compressors';

/**
 * How pages are unpacked, by codec. None takes more memory than the page's header says, which was checked: the usual decoder of
 * Zstandard takes what the packed bytes themselves claim.
 */
export const compressors: Compressors = {
  ...usual,
  ZSTD: (bytes, length) => zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, length) }),
};
