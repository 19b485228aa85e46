export {
  DOOR_LIMITS,
  FrontDoor,
  identityOf,
  type DoorLimits,
  type DoorOptions,
  type PeerPlace,
} from './front-door.ts';
export {
  certificateFiles,
  readCertificates,
  readGivenCredentials,
  readPair,
  type CertificateFiles,
  type CertificateFlags,
} from './certificate-files.ts';
export type { Credentials } from './credentials.ts';
export {
  currentContext,
  forgetMembership,
  keepMembership,
  keepRenewed,
  membership,
  memberships,
  membershipsAt,
  setCurrentContext,
  type MemberKind,
  type Membership,
} from './memberships.ts';
export type { Account, AccountWish } from './account.ts';
export { fitIdentityName } from './fit-identity-name.ts';
export { parseIssuer } from './issuer-fetch.ts';
export { fingerprintOf } from './fingerprint.ts';
export { fetchAuthority } from './fetch-authority.ts';
export { formatToken, parseToken, type JoinToken } from './join-token.ts';
export type { KeyPair } from './certificate-authority.ts';
export { readPrivateFile, writePrivateFile } from './key-file.ts';
export { receiveTls, type ReceiveTlsOptions } from './receive-tls.ts';
export { isIdentityName, ROLES, type Identity, type Role } from './roles.ts';
export { Places, type PlaceLimits } from './places.ts';
export { mutualContext, serverContext, type Shown } from './server-context.ts';
export { SESSION_MS, SessionBook, type Session } from './session-book.ts';
export { identityIn, identityOfCertificate } from './subject.ts';
export { isVouchedFor } from './vouched-for.ts';
export { isRenewalDue, needsAnother, validityOf, type Validity } from './validity.ts';
