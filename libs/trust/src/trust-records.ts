/** What the files of a coordinator's trust say. */
import type { Identity } from './roles.ts';

/** Somebody whom a token, or an account, has let in. */
export interface Admitted extends Identity {
  readonly admittedMs: number;
  /** Of the token that let them in; absent: an account did. */
  readonly tokenId?: string;
  /** The account that let them in, as ISSUER#SUBJECT; absent: a token did. */
  readonly account?: string;
}

/** How a coordinator was started. */
export interface Served {
  /** HOST:PORT by which others dial it, the likeliest first; empty: it has not been started yet. */
  readonly addresses: readonly string[];
  /** Whose certificates it knows others by: its own authority's, or one's that it was given. */
  readonly certificatesFrom: 'here' | 'elsewhere';
}
