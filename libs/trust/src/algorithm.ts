import type { webcrypto } from 'node:crypto';

/** Keys are of the curve P-256, which every TLS 1.3 knows; signatures are ECDSA with SHA-256. */
export const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export const SIGNING_ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A key pair for signing. @param extractable whether the private key can be written to a file */
export function generateKeys(extractable = true): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(KEY_ALGORITHM, extractable, ['sign', 'verify']);
}
