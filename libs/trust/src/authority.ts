/** What makes certificates: apart from the rest, since it loads a library that most commands do not need. */
export { CertificateAuthority, fingerprintOf, type Terms } from './certificate-authority.ts';
export { requestCertificate, type CertificateRequest } from './certificate-request.ts';
export type { TokenRecord, TokenWish } from './token-book.ts';
export { CLIENT_LIFETIME_MS, TrustStore, type Admitted, type Served } from './trust-store.ts';
