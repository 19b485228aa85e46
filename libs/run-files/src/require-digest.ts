import { hash } from 'node:crypto';
import { altered } from './altered.ts';

/**
 * Makes sure that the bytes of a file are those that they were when their SHA-256 was noted.
 *
 * @throws ChorusError `corrupt` with the file's path when they have changed
 */
export function requireDigest(path: string, bytes: Uint8Array, sha256: string): void {
  if (hash('sha256', bytes) === sha256) return;
  throw altered(path, `its SHA-256 is no longer ${sha256}`);
}
