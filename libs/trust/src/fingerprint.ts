import { createHash, X509Certificate } from 'node:crypto';

/** The SHA-256 of a certificate (DER), in hexadecimal. @param certificate as PEM, or DER */
export function fingerprintOf(certificate: string | Uint8Array): string {
  const { raw } = new X509Certificate(certificate);
  return createHash('sha256').update(raw).digest('hex');
}
