import type { ServerTrust } from '@chorus/proto';
import type { Identity, KeyPair, SessionBook } from '@chorus/trust';
import type { Admitting } from './trust-service.ts';

/** Whom a coordinator lets in. */
export interface CoordinatorTrust extends ServerTrust, Admitting {
  /** Whether somebody whom a certificate names, or a session, may call still. */
  isAdmitted(identity: Identity): boolean;
  /** The id of the token that let somebody in; absent where certificates are from elsewhere. */
  tokenOf?(identity: Identity): string | undefined;
  /** Tells at once of those who may no longer. @returns what ends it */
  onRemoved(told: (identity: Identity) => void): { close(): void };
  /** By what the page knows those who have logged in. */
  readonly sessions: SessionBook;
  /** Tells of another certificate that it is to show from then on. @returns what ends it */
  onRenewed(told: (pair: KeyPair) => void): { close(): void };
}
