import type { SecureContextOptions } from 'node:tls';
import type { KeyPair } from './certificate-authority.ts';

/**
 * What a server shows of itself, and the oldest TLS that it speaks: a context that replaces another one keeps nothing of it.
 *
 * @param authority the certificate, as PEM, of the authority that vouches for it, which is sent along
 */
export function serverContext({
  pair,
  authority,
}: {
  readonly pair: KeyPair;
  readonly authority: string;
}): SecureContextOptions {
  return { cert: pair.certificate + authority, key: pair.key, minVersion: 'TLSv1.3' };
}
