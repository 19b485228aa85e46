import { recordDecision } from '@chorus/audit';
import { givenTrust, ownTrust, type AccountSettings, type OpenTrust } from '@chorus/coordinator';
import { ChorusError, hostOf, isLoopback } from '@chorus/proto';
import type { CertificateFiles } from '@chorus/trust';
import { TrustStore } from '@chorus/trust/authority';
import type { KnownCallers } from '../serve-greeting.ts';
import { addressesForOthers, addressesHere, certificateNames } from './coordinator-names.ts';
import { trustFolder } from './coordinator-store.ts';
import { makeLocalOperator } from './local-operator.ts';

/** Where a coordinator is to listen, and how it is to know who reaches it there. */
export interface ServeTrustOptions {
  /** Its state folder. */
  readonly state: string;
  /** HOST:PORT of the coordinator. */
  readonly listen: string;
  /** HOST:PORT of all that it serves, the coordinator among them. */
  readonly serves: readonly string[];
  /** Other names by which it is reached. */
  readonly names: readonly string[];
  readonly insecure: boolean;
  /** Certificates from elsewhere; undefined: it makes its own. */
  readonly given: CertificateFiles | undefined;
  /** Whom accounts let in; undefined: nobody. */
  readonly accounts: AccountSettings | undefined;
}

/** A coordinator's trust, and the store that its machine's commands write to. */
export interface ServeTrust {
  readonly trust: OpenTrust;
  readonly store: TrustStore;
}

/** What somebody who reaches a coordinator without certificates may do there. */
export const INSECURE_NOTICE =
  'started with --insecure: whoever reaches this coordinator may submit, cancel and delete runs, join as a worker and read all files, and whoever is on the way reads all of it';

/**
 * By what a coordinator is to know those who reach it. One that is reached from this machine alone needs nothing; one that others reach, or that accounts let in to,
 * gets an authority of its own, when it has none yet; what has an authority speaks TLS.
 *
 * @param note told what was made
 * @returns undefined: in plain text, by nothing
 * @throws ChorusError as {@link TrustStore.open} does
 */
export async function openServeTrust(
  { state, listen, serves, names, insecure, given, accounts }: ServeTrustOptions,
  note: (text: string) => void,
  warn: (text: string) => void,
): Promise<ServeTrust | undefined> {
  const folder = trustFolder(state);
  const exposed = serves.filter((address) => !isLoopback(hostOf(address)));
  if (accounts && given) {
    const problem = '--oidc-issuer-url has certificates made here, and --tls-cert elsewhere';
    throw new ChorusError('invalid', `${problem}: leave out one of them`);
  }
  if (insecure) {
    if (names.length > 0 || given || accounts) {
      const problem = '--insecure says that nothing is to speak TLS';
      const others = accounts ? '--oidc-…' : '--tls-…';
      throw new ChorusError('invalid', `${problem}: leave it out, or the ${others} flags`);
    }
    if (exposed.length > 0) warn(INSECURE_NOTICE);
    return undefined;
  }
  if (!TrustStore.isIn(folder)) {
    if (exposed.length === 0 && !given && !accounts) return undefined;
    await makeAuthority(state, note);
  }
  const store = await TrustStore.open(folder);
  const trust = given
    ? givenTrust(given, store, warn)
    : await ownTrust(store, () => certificateNames(names, listen), warn, accounts);
  return { trust, store };
}

/**
 * Tells the commands beside a coordinator that it serves, and makes whoever started it known to it.
 *
 * @param listens HOST:PORT
 * @param warn told when whoever started it could not be made known
 */
export async function tellServed(
  { store }: ServeTrust,
  listens: string,
  {
    home,
    names,
    given,
    accounts,
  }: Pick<ServeTrustOptions, 'names' | 'given' | 'accounts'> & { readonly home: string },
  warn: (text: string) => void,
): Promise<KnownCallers> {
  const addresses = addressesForOthers(names, listens);
  const address = addresses[0]!;
  store.keepServed({ addresses, certificatesFrom: given ? 'elsewhere' : 'here' });
  if (given) return { address, operator: undefined, authority: undefined, byAccounts: false };
  const { fingerprint: authority } = store.authority;
  const known = { address, authority, byAccounts: accounts !== undefined };
  try {
    const { name } = await makeLocalOperator(store, home, addressesHere(names, listens));
    return { ...known, operator: name };
  } catch (error) {
    warn(`this user is not known to the coordinator: ${(error as Error).message}`);
    return { ...known, operator: undefined };
  }
}

/** Makes the authority of a coordinator. @throws ChorusError `refused` when there is one */
export async function makeAuthority(
  state: string,
  note: (text: string) => void,
): Promise<TrustStore> {
  const store = await TrustStore.create(trustFolder(state), Date.now());
  const { fingerprint } = store.authority;
  recordDecision(state, { action: 'make-authority', subject: `authority ${fingerprint}` });
  note(
    `made a certificate authority in ${trustFolder(state)}: keep a copy of it, and keep it secret`,
  );
  return store;
}
