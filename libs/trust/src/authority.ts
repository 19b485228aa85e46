/** What makes certificates: apart from the rest, since it loads a library that most commands do not need. */
export { CertificateAuthority, type Terms } from './certificate-authority.ts';
export { requestCertificate, type CertificateRequest } from './certificate-request.ts';
export type { TokenRecord, TokenWish } from './token-book.ts';
export type { Admitted, Served } from './trust-records.ts';
export type { SpentTokens } from './spent-tokens.ts';
export { ACCOUNT_LIFETIME_MS, CLIENT_LIFETIME_MS, TrustStore } from './trust-store.ts';
