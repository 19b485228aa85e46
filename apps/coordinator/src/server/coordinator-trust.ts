import type { ServerTrust } from '@chorus/proto';
import type { Identity, KeyPair, SessionBook } from '@chorus/trust';
import type { Admitting, AdmittingAccounts } from './trust-service.ts';

/** Whom a coordinator lets in. */
export interface CoordinatorTrust extends ServerTrust, Admitting {
  /** Whether somebody whom a certificate names, or a session, may call still. */
  isAdmitted(identity: Identity): boolean;
  /** What let somebody in, in words: `token 1a2b3c4d`, `account ISSUER#SUBJECT`. */
  letInBy?(identity: Identity): string | undefined;
  /** Lets people in by accounts that they have elsewhere. Default: accounts let nobody in. */
  readonly accounts?: AdmittingAccounts | undefined;
  /** Tells at once of those who may no longer. @returns what ends it */
  onRemoved(told: (identity: Identity) => void): { close(): void };
  /** By what the page knows those who have logged in. */
  readonly sessions: SessionBook;
  /** Tells of another certificate that it is to show from then on. @returns what ends it */
  onRenewed(told: (pair: KeyPair) => void): { close(): void };
}
