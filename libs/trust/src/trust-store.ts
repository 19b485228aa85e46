import { ChorusError } from '@chorus/errors';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CertificateAuthority, type KeyPair, type Terms } from './certificate-authority.ts';
import { accountKey, identityOfAccount, NO_ACCOUNT, type AccountWish } from './account.ts';
import { identityKey } from './identity-key.ts';
import { readPrivateFile, writePrivateFile } from './key-file.ts';
import { RecordFiles } from './record-files.ts';
import { Rights } from './rights.ts';
import { IDENTITY_NAME_RULE, isIdentityName, ROLES, type Identity, type Role } from './roles.ts';
import { SessionBook } from './session-book.ts';
import { SpentTokens } from './spent-tokens.ts';
import { createToken, useToken, type TokenRecord, type TokenWish } from './token-book.ts';
import type { Admitted, Served } from './trust-records.ts';
import { watchRemovals } from './watch-removals.ts';

/** Certificates of clients are renewed when two thirds of this are over. */
export const CLIENT_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** Certificates of people with accounts: they log in again then, and their issuer says whether they still may. */
export const ACCOUNT_LIFETIME_MS = 12 * 60 * 60 * 1000;

/**
 * What a coordinator knows of those whom it trusts, as files in a folder of its state: the authority, tokens, and who was let in. Commands on
 * the same machine write to it while the coordinator runs: each file has one writer, and what is taken away is a file of its own.
 *
 * TRUST-1: A name is given once in its role; who has it keeps it until it is removed.
 * TRUST-2: A secret is in no file, and no key is readable by others.
 */
export class TrustStore {
  readonly #folder: string;
  readonly #records: RecordFiles;
  readonly #rights: Rights;
  readonly authority: CertificateAuthority;

  private constructor(folder: string, authority: CertificateAuthority) {
    this.#folder = folder;
    this.#records = new RecordFiles(folder);
    this.#rights = new Rights(this.#records);
    this.authority = authority;
  }

  /** Whether there is an authority in this folder. */
  static isIn(folder: string): boolean {
    return existsSync(join(folder, AUTHORITY.certificate));
  }

  /** Makes an authority. @throws ChorusError `refused` when there is one */
  static async create(folder: string, nowMs: number): Promise<TrustStore> {
    if (TrustStore.isIn(folder)) {
      throw new ChorusError(
        'refused',
        `${folder} has an authority already: a new one would know nobody`,
      );
    }
    for (const part of ['tokens', 'revoked', 'admitted', 'removed']) {
      mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
    }
    const { authority, kept } = await CertificateAuthority.create(nowMs);
    writePrivateFile(join(folder, AUTHORITY.key), kept.key);
    // Last: it says that the authority is whole.
    writePrivateFile(join(folder, AUTHORITY.certificate), kept.certificate);
    return new TrustStore(folder, authority);
  }

  /** @throws ChorusError `not-found` when there is no authority, `refused` when others can read its key, `corrupt` */
  static async open(folder: string): Promise<TrustStore> {
    if (!TrustStore.isIn(folder)) {
      throw new ChorusError('not-found', `${folder} has no authority: 'chorus ca init' makes one`);
    }
    const kept: KeyPair = {
      certificate: readFileSync(join(folder, AUTHORITY.certificate), 'utf8'),
      key: readPrivateFile(join(folder, AUTHORITY.key)),
    };
    return new TrustStore(folder, await CertificateAuthority.restore(kept));
  }

  /** How the coordinator was started last. */
  get served(): Served {
    return this.#records.read<Served>('.', 'served') ?? { addresses: [], certificatesFrom: 'here' };
  }

  /** Tells commands beside the coordinator how it was started. */
  keepServed(served: Served): void {
    this.#records.write('.', 'served', served);
  }

  /** Makes a token. @returns its record and its secret, which is kept nowhere (TRUST-2) */
  createToken(wish: TokenWish, nowMs: number): { record: TokenRecord; secret: string } {
    const made = createToken(wish, nowMs);
    this.#records.write('tokens', made.record.id, made.record);
    return made;
  }

  /** All tokens, those that are good for nothing any more among them, the oldest first. */
  get tokens(): readonly TokenRecord[] {
    const records = this.#records.all<TokenRecord>('tokens').map((record) => {
      const revoked = this.#records.read<{ revokedMs: number }>('revoked', record.id);
      return { ...record, ...revoked };
    });
    return records.toSorted((one, other) => one.createdMs - other.createdMs);
  }

  /** @throws ChorusError `not-found` */
  revokeToken(id: string, nowMs: number): void {
    if (!this.tokens.some((token) => token.id === id)) {
      throw new ChorusError('not-found', `there is no token ${id}: 'chorus token list' lists them`);
    }
    this.#records.write('revoked', id, { revokedMs: nowMs });
  }

  /** Those who may connect, by their names. */
  get admitted(): readonly Admitted[] {
    const all = this.#records.all<Admitted>('admitted').filter((one) => this.isAdmitted(one));
    return all.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** What let somebody in, in words: `token 1a2b3c4d`, or `account ISSUER#SUBJECT`; undefined: nobody of this name was. */
  letInBy(identity: Identity): string | undefined {
    const { tokenId, account } =
      this.#records.read<Admitted>('admitted', identityKey(identity)) ?? {};
    if (account !== undefined) return `account ${account}`;
    return tokenId === undefined ? undefined : `token ${tokenId}`;
  }

  /** Whether somebody may connect still. */
  isAdmitted(identity: Identity): boolean {
    return this.#rights.isAdmitted(identity);
  }

  /** Whether somebody whose certificate is from elsewhere may connect still. */
  isWelcome(identity: Identity): boolean {
    return this.#rights.isWelcome(identity);
  }

  /** Whether there is somebody of this name who may connect, wherever their certificate is from. */
  mayConnect(identity: Identity): boolean {
    const isFromElsewhere = this.served.certificatesFrom === 'elsewhere';
    return isFromElsewhere ? this.isWelcome(identity) : this.isAdmitted(identity);
  }

  /**
   * Takes away somebody's right to connect, for good: the name is given to nobody else.
   *
   * @throws ChorusError `not-found`
   */
  remove(identity: Identity, nowMs: number): void {
    if (!this.mayConnect(identity)) {
      throw new ChorusError('not-found', `there is no ${identity.role} ${identity.name}`);
    }
    this.#records.write('removed', identityKey(identity), { removedMs: nowMs });
  }

  /**
   * Lets somebody in who shows a token's secret.
   *
   * @param name how they are to be called
   * @param request for a certificate: PKCS #10, as PEM
   * @returns who they are, and their certificate, as PEM
   * @throws ChorusError `refused` for the token or a name that is taken (TRUST-1), `invalid` for the request or the name
   */
  async admit(
    secret: string,
    name: string,
    request: string,
    nowMs: number,
  ): Promise<{ identity: Identity; certificate: string }> {
    const { identity } = this.#admissible(secret, name, ROLES, nowMs);
    const certificate = await this.authority.certify(request, identity, termsFrom(nowMs));
    // Others may have come meanwhile: this asks once more, and writes in the same step.
    this.letIn(secret, name, ROLES, nowMs);
    return { identity, certificate };
  }

  /**
   * Lets somebody in who shows a token's secret, and needs no certificate: by what they are known from then on is the caller's.
   *
   * @param name how they are to be called
   * @param roles a token for another one is refused, and not used up
   * @throws ChorusError `refused` for the token or a name that is taken (TRUST-1), `invalid` for the name
   */
  letIn(secret: string, name: string, roles: readonly Role[], nowMs: number): Identity {
    const { used, identity } = this.#admissible(secret, name, roles, nowMs);
    const { revokedMs: _, ...record } = used;
    this.#records.write('tokens', used.id, record);
    this.#records.write('admitted', identityKey(identity), {
      ...identity,
      admittedMs: nowMs,
      tokenId: used.id,
    });
    return identity;
  }

  /** @throws as {@link letIn} does */
  #admissible(secret: string, name: string, roles: readonly Role[], nowMs: number) {
    if (!isIdentityName(name)) {
      throw new ChorusError('invalid', `a name has ${IDENTITY_NAME_RULE}`);
    }
    this.#rights.requireFiles();
    const used = useToken(this.tokens, secret, name, nowMs);
    if (!roles.includes(used.role)) {
      const problem = `the token is for the role ${used.role}, and here it must be ${roles.join(' or ')}`;
      const remedy = `'chorus token create --role ${roles[0]}' makes such a one`;
      throw new ChorusError('refused', `${problem}: ${remedy}`);
    }
    const identity = { role: used.role, name };
    if (this.#records.has('admitted', identityKey(identity))) {
      throw new ChorusError(
        'refused',
        `the name ${name} is taken by another ${used.role}: choose another --name`,
      );
    }
    return { used, identity };
  }

  /**
   * Lets somebody in whom an issuer knows, for {@link ACCOUNT_LIFETIME_MS}.
   *
   * @param request for a certificate: PKCS #10, as PEM
   * @returns who they are, and their certificate, as PEM
   * @throws ChorusError as {@link letAccountIn} does; `invalid` for the request
   */
  async admitAccount(
    wish: AccountWish,
    request: string,
    nowMs: number,
  ): Promise<{ identity: Identity; certificate: string }> {
    const identity = this.letAccountIn(wish, nowMs);
    const terms = termsFrom(nowMs, ACCOUNT_LIFETIME_MS);
    return { identity, certificate: await this.authority.certify(request, identity, terms) };
  }

  /**
   * Lets somebody in whom an issuer knows, and who needs no certificate.
   *
   * @throws ChorusError `refused` when they were removed, or others have their name (TRUST-1)
   */
  letAccountIn(wish: AccountWish, nowMs: number): Identity {
    this.#rights.requireFiles();
    const known = this.#records.all<Admitted>('admitted');
    const identity = identityOfAccount(wish, {
      byAccounts: known.flatMap(({ account, ...one }) => (account ? { ...one, account } : [])),
      holderOf: (one) => {
        const holder = this.#records.read<Admitted>('admitted', identityKey(one));
        return holder && (holder.account ?? NO_ACCOUNT);
      },
      isRemoved: (one) => this.#rights.isRemoved(one),
    });
    const admitted = { ...identity, admittedMs: nowMs, account: accountKey(wish.account) };
    this.#records.write('admitted', identityKey(identity), admitted);
    return identity;
  }

  /** The ID tokens that have let somebody in. @throws as {@link SpentTokens.open} does */
  openSpentTokens(): SpentTokens {
    return SpentTokens.open(join(this.#folder, 'spent-id-tokens.json'));
  }

  /** Another certificate for somebody whose own ends soon. @throws ChorusError `refused` when they were removed, or have an account */
  async renew(identity: Identity, request: string, nowMs: number): Promise<string> {
    const { role, name } = identity;
    if (!this.isAdmitted(identity)) {
      throw new ChorusError('refused', `${role} ${name} was removed`);
    }
    if (this.#records.read<Admitted>('admitted', identityKey(identity))?.account !== undefined) {
      const remedy = "log in again: 'chorus login HOST:PORT --oidc'";
      throw new ChorusError('refused', `${role} ${name} is known by an account: ${remedy}`);
    }
    return this.authority.certify(request, identity, termsFrom(nowMs));
  }

  /** The sessions of those whom the page knows. @throws as {@link SessionBook.open} does */
  openSessions(): SessionBook {
    return SessionBook.open(join(this.#folder, 'sessions.json'));
  }

  /**
   * Tells of those who are removed from now on, by whichever process.
   *
   * @param warn told when the files are gone (TRUST-3)
   * @returns what ends it
   */
  onRemoved(
    told: (identity: Identity) => void,
    warn: (message: string) => void = () => {},
  ): { close(): void } {
    return watchRemovals(this.#folder, this.#records, told, warn);
  }
}

const AUTHORITY = { certificate: 'authority.crt', key: 'authority.key' } as const;

function termsFrom(nowMs: number, lifetimeMs = CLIENT_LIFETIME_MS): Terms {
  return { nowMs, lifetimeMs };
}
