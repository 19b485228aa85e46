import { createHash } from 'node:crypto';
import type { ImageSet } from './dataset.ts';

/**
 * SHA-256, in hexadecimal, over training images, training labels, test images and test labels, one
 * after the other: what two machines compare to know that they hold the same data.
 */
export function fingerprint(train: ImageSet, test: ImageSet): string {
  const hash = createHash('sha256');
  for (const part of fingerprintedParts(train, test)) hash.update(part);
  return hash.digest('hex');
}

/** The bytes that the fingerprint covers, in its order, as views. */
export function fingerprintedParts(train: ImageSet, test: ImageSet): Uint8Array[] {
  return [train.images, train.labels, test.images, test.labels];
}
