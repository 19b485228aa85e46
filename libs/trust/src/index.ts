export {
  CertificateAuthority,
  fingerprintOf,
  EARLY_MS,
  type KeyPair,
  type Terms,
} from './certificate-authority.ts';
export { requestCertificate, type CertificateRequest } from './certificate-request.ts';
export { formatToken, parseToken, type JoinToken } from './join-token.ts';
export { readPrivateFile, writePrivateFile } from './key-file.ts';
export { isIdentityName, ROLES, type Identity, type Role } from './roles.ts';
export { identityIn, subjectOf } from './subject.ts';
export { createToken, useToken, type TokenRecord, type TokenWish } from './token-book.ts';
export { DOOR_LIMITS, FrontDoor, identityOf, type DoorLimits } from './front-door.ts';
export { CLIENT_LIFETIME_MS, TrustStore, type Admitted } from './trust-store.ts';
