import { ChorusError } from '@chorus/errors';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keepCredentials, readCredentials, type Credentials } from './credentials.ts';
import { writePrivateFile } from './key-file.ts';
import { IDENTITY_NAME_RULE, isIdentityName, type Identity } from './roles.ts';
import { identityOfCertificate } from './subject.ts';

/** Those who join: people, each of whose memberships is a context of commands, and workers. */
export type MemberKind = 'users' | 'workers';

/** Where somebody on this machine has joined, and as whom. */
export interface Membership {
  /** Unique on this machine among its kind: a context's name, or a worker's. */
  readonly label: string;
  /** HOST:PORT of the one coordinator, by which it can be dialled. */
  readonly addresses: readonly string[];
  readonly identity: Identity;
  readonly credentials: Credentials;
  /** Whether an account let them in: its certificates are not renewed, who has it logs in again. Default: a token did. */
  readonly byAccount?: boolean;
}

/**
 * Keeps a membership, in place of one with this label.
 *
 * @param home the cache folder, CHORUS_HOME
 * @throws ChorusError `refused` when the disk refuses, `invalid` for what is no label
 */
export function keepMembership(
  home: string,
  kind: MemberKind,
  { label, addresses, credentials, byAccount = false }: Omit<Membership, 'identity'>,
): void {
  if (!isIdentityName(label)) {
    throw new ChorusError('invalid', `'${label}' is no name here: one has ${IDENTITY_NAME_RULE}`);
  }
  const folder = join(folderOf(home, kind), label);
  keepCredentials(folder, credentials);
  if (byAccount) writePrivateFile(join(folder, BY_ACCOUNT), '');
  else rmSync(join(folder, BY_ACCOUNT), { force: true });
  writePrivateFile(join(folder, ADDRESSES), `${JSON.stringify(addresses)}\n`);
}

/** Keeps other credentials of a membership that there is, such as a certificate that was renewed. @throws ChorusError `refused` */
export function keepRenewed(
  home: string,
  kind: MemberKind,
  label: string,
  credentials: Credentials,
): void {
  keepCredentials(join(folderOf(home, kind), label), credentials);
}

/**
 * A membership by its label; undefined: there is none.
 *
 * @throws ChorusError `refused` for a key that others can read, `corrupt` for one of which something lacks: who has joined never asks in plain text
 */
export function membership(home: string, kind: MemberKind, label: string): Membership | undefined {
  const folder = join(folderOf(home, kind), label);
  if (!isIdentityName(label) || !existsSync(join(folder, ADDRESSES))) return undefined;
  const byAccount = existsSync(join(folder, BY_ACCOUNT)) && { byAccount: true };
  try {
    const credentials = readCredentials(folder);
    const identity = credentials && identityOfCertificate(credentials.pair.certificate);
    const addresses: unknown = JSON.parse(readFileSync(join(folder, ADDRESSES), 'utf8'));
    // Throws for what is no certificate.
    if (credentials) new X509Certificate(credentials.authority);
    if (identity && isTexts(addresses)) {
      return { label, addresses, identity, credentials, ...byAccount };
    }
  } catch (error) {
    if (error instanceof ChorusError) throw error;
    throw damaged(folder, error as Error);
  }
  throw damaged(folder);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function damaged(folder: string, cause?: Error): ChorusError {
  const remedy = 'delete that folder, and join again';
  const message = `what proves who this machine is, in ${folder}, is damaged: ${remedy}`;
  return new ChorusError('corrupt', message, { cause });
}

/** All memberships of a kind, by their labels. @throws as {@link membership} does */
export function memberships(home: string, kind: MemberKind): Membership[] {
  return labels(home, kind).flatMap((label) => membership(home, kind, label) ?? []);
}

/** The memberships by which a coordinator is dialled at this address, however its name is written. @throws as {@link membership} does */
export function membershipsAt(home: string, kind: MemberKind, address: string): Membership[] {
  const meant = plain(address);
  return memberships(home, kind).filter(({ addresses }) => addresses.map(plain).includes(meant));
}

/** An address without what makes no difference in a host's name: large letters, and a dot at its end. */
function plain(address: string): string {
  return address.toLowerCase().replace(/\.(?=:\d+$)/, '');
}

/** Forgets a membership, and its key with it. */
export function forgetMembership(home: string, kind: MemberKind, label: string): void {
  rmSync(join(folderOf(home, kind), label), { recursive: true, force: true });
}

function labels(home: string, kind: MemberKind): string[] {
  const folder = folderOf(home, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter(isIdentityName).toSorted();
}

const ADDRESSES = 'addresses.json';
/** A file that is there, or not. */
const BY_ACCOUNT = 'by-account';

function folderOf(home: string, kind: MemberKind): string {
  return join(home, 'trust', kind);
}

const CURRENT = 'current-context';

/** The context that commands take when nobody names another one; undefined: none. */
export function currentContext(home: string): string | undefined {
  const path = join(home, 'trust', CURRENT);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() || undefined : undefined;
}

/** @param label undefined: commands take none */
export function setCurrentContext(home: string, label: string | undefined): void {
  mkdirSync(join(home, 'trust'), { recursive: true, mode: 0o700 });
  writePrivateFile(join(home, 'trust', CURRENT), `${label ?? ''}\n`);
}
