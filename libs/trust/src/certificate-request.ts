import * as x509 from './x509.ts';
import { exportKey, generateKeys, SIGNING_ALGORITHM } from './algorithm.ts';

/** A private key that never leaves its machine, and the request that gets a certificate for it. */
export interface CertificateRequest {
  /** PKCS #8, as PEM. */
  readonly key: string;
  /** PKCS #10, as PEM. */
  readonly request: string;
}

/** Makes a key, and a request for a certificate. The authority alone says whose it will be: the request names nobody. */
export async function requestCertificate(): Promise<CertificateRequest> {
  const keys = await generateKeys();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    keys,
    signingAlgorithm: SIGNING_ALGORITHM,
  });
  return { key: await exportKey(keys.privateKey), request: `${request.toString('pem')}\n` };
}
