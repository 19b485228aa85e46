import { ChorusError } from '@chorus/errors';
import { createHash } from 'node:crypto';
import type { Identity, Role } from './roles.ts';

/** Somebody whom an issuer of identities (OpenID Connect) knows. */
export interface Account {
  /** The issuer's address. */
  readonly issuer: string;
  /** By which the issuer tells them from everybody else, for good. */
  readonly subject: string;
}

/** What somebody who logs in by an account is to become. */
export interface AccountWish {
  readonly account: Account;
  readonly role: Role;
  /** How they may be called, the best first: all of them names as identities have them. */
  readonly names: readonly string[];
}

/** What the store knows of names. */
export interface KnownNames {
  /** Those whom accounts have let in, removed ones among them. */
  readonly byAccounts: readonly (Identity & { readonly account: string })[];
  /** Whose name it is; undefined: nobody's. `token`: somebody's who has no account. */
  holderOf(identity: Identity): string | undefined;
  isRemoved(identity: Identity): boolean;
}

/** Who holds a name that no account has got. */
export const NO_ACCOUNT = 'token';

/** An account as one word: no issuer's address has a fragment. */
export function accountKey({ issuer, subject }: Account): string {
  return `${issuer}#${subject}`;
}

/**
 * As whom an account is known: by the name that it has got before, else by the first that nobody else has.
 *
 * @throws ChorusError `refused` when they were removed, in whatever role, or when others have the name
 */
export function identityOfAccount(
  { account, role, names }: AccountWish,
  { byAccounts, holderOf, isRemoved }: KnownNames,
): Identity {
  const key = accountKey(account);
  const own = byAccounts.filter((each) => each.account === key);
  const removed = own.find(isRemoved);
  if (removed) {
    throw new ChorusError('refused', `${removed.role} ${removed.name} was removed`);
  }
  const wished = own[0] ? [own[0].name] : [...names, nameOfLastResort(key)];
  const free = wished.find((name) => [key, undefined].includes(holderOf({ role, name })));
  if (free !== undefined) return { role, name: free };
  throw new ChorusError('refused', `the name ${wished[0]} is taken by another ${role}`);
}

/** A name that nobody else is called by. */
function nameOfLastResort(key: string): string {
  return `account-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}
