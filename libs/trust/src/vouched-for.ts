import { X509Certificate } from 'node:crypto';

/** No chain of certificates is longer. */
const MOST_CERTIFICATES = 10;

/**
 * Whether an authority vouches for a certificate, whatever it says and however long it is valid: by itself, or by those that were shown with it.
 *
 * @param shown as a connection gives it, or as PEM with what stands between it and its authority
 * @param authority one or more certificates, as PEM
 */
export function isVouchedFor(shown: X509Certificate | string, authority: string): boolean {
  const authorities = certificatesIn(authority);
  const [first, ...others] = typeof shown === 'string' ? certificatesIn(shown) : [shown];
  let certificate: X509Certificate | undefined = first;
  for (let count = 0; certificate && count < MOST_CERTIFICATES; count++) {
    const below: X509Certificate = certificate;
    if (authorities.some((one) => hasSigned(one, below))) return true;
    certificate = below.issuerCertificate ?? others.find((one) => hasSigned(one, below));
  }
  return false;
}

function hasSigned(one: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(one) && certificate.verify(one.publicKey);
}

function certificatesIn(text: string): X509Certificate[] {
  const all = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return all.map((one) => new X509Certificate(one));
}
