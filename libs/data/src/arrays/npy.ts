import type { ArrayFile } from './array-file.ts';
import type { ByteSource } from './byte-source.ts';
import { readNpyHeader } from './npy-header.ts';
import { openByHeader } from './stored-array-file.ts';

/**
 * The array of an NPY file: numbers of every real type of NumPy's, in either order of bytes and of axes,
 * or texts. The bytes belong to the array, and are closed here when they are none.
 *
 * @throws DatasetError `corrupt`, naming the file and what is wrong or cannot be a tensor; `storage`
 */
export function openNpy(bytes: ByteSource): Promise<ArrayFile> {
  return openByHeader(bytes, readNpyHeader);
}
