import { ChorusError } from '@chorus/proto';

/** The digest, which may be part of a path then. @throws ChorusError `invalid` when it is none */
export function requireSha256(sha256: string): string {
  if (/^[0-9a-f]{64}$/.test(sha256)) return sha256;
  throw new ChorusError('invalid', `'${sha256}' is not a SHA-256 in hexadecimal`);
}
