import { bytesOf } from '@chorus/data';
import { readFloat32Npy } from './npy.ts';
import { requireDigest } from './require-digest.ts';

/**
 * A member's predictions as a run's folder has them.
 *
 * @param shape [samples, classes]
 * @param sha256 that of the numbers, without the header
 * @throws ChorusError `not-found`, or `corrupt` when they are not those that were accepted
 */
export function readPredictions(
  path: string,
  shape: readonly [samples: number, classes: number],
  sha256: string,
): Float32Array {
  const predictions = readFloat32Npy(path, shape);
  requireDigest(path, bytesOf(predictions), sha256);
  return predictions;
}

/** The numbers that bytes are, in a copy: the bytes may lie at an address that is no multiple of 4. */
export function toFloat32(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
