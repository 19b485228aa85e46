/**
 * TensorFlow takes memory as it is where it begins at a multiple of 64 bytes, and copies all other. C libraries give large
 * memory 16 bytes after the beginning of a page, so that this many more lead there. Where they do not, it is copied.
 */
const OFFSET_BYTES = 48;

/** Memory that TensorFlow need not copy. @returns zeros */
export function alignedBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(OFFSET_BYTES + length), OFFSET_BYTES, length);
}

/** The same, to be shared with other threads. */
export function alignedSharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(OFFSET_BYTES + length), OFFSET_BYTES, length);
}
