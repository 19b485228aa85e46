import { createPrivateKey } from 'node:crypto';

/** Keys are of the curve P-256, which every TLS 1.3 knows; signatures are ECDSA with SHA-256. */
export const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export const SIGNING_ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A key of Web Crypto, under the one name that browsers' types and Node's both give it. */
export type WebKey = InstanceType<typeof CryptoKey>;

/** A private key as a file holds it: PKCS #8, as PEM. */
export async function exportKey(key: WebKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

/** A key pair for signing, whose private key can be written to a file. */
export function generateKeys(): Promise<{ publicKey: WebKey; privateKey: WebKey }> {
  return crypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
}
