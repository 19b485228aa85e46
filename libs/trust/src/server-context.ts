import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { KeyPair } from './certificate-authority.ts';

/** What a server shows of itself. */
export interface Shown {
  readonly pair: KeyPair;
  /** The certificate, as PEM, of the authority that vouches for it, which is sent along. */
  readonly authority: string;
}

/** What a server shows of itself, and the oldest TLS that it speaks: a context that replaces another one keeps nothing of it. */
export function serverContext({ pair, authority }: Shown): SecureContextOptions {
  return { cert: pair.certificate + authority, key: pair.key, minVersion: 'TLSv1.3' };
}

/**
 * The same of a server that asks those who connect for certificates of its authority.
 *
 * No session is resumed: who resumes one shows nothing, and OpenSSL repeats what it found of the certificate that was shown when the session
 * began, also when that has ended since.
 */
export function mutualContext(shown: Shown): SecureContextOptions {
  const secureOptions = constants.SSL_OP_NO_TICKET;
  return { ...serverContext(shown), ca: shown.authority, secureOptions };
}
