import {
  ChorusError,
  createRunClient,
  renewCredentials,
  type RunServiceClient,
} from '@chorus/proto';
import {
  isRenewalDue,
  keepRenewed,
  membershipsAt,
  validityOf,
  type Credentials,
  type Membership,
} from '@chorus/trust';
import { contextInUse } from './context-in-use.ts';
import { homeOfUser } from './home-of-user.ts';

/**
 * A client of a coordinator, which shows by what this user is known there, if they have joined it.
 *
 * @param address HOST:PORT
 * @throws ChorusError `refused` for a key that others can read
 */
export async function dial(address: string): Promise<RunServiceClient> {
  return createRunClient(address, await credentialsAt(address));
}

/**
 * By what this user is known to the coordinator at an address; undefined: they have not joined it. A certificate that ends soon is renewed first,
 * and used as it is where that cannot be.
 *
 * @throws ChorusError `refused` for a key that others can read, and where an account's login has ended
 */
export async function credentialsAt(address: string): Promise<Credentials | undefined> {
  const home = homeOfUser();
  if (home === undefined) return undefined;
  const known = chosen(membershipsAt(home, 'users', address));
  if (!known) return undefined;
  const { label, credentials, byAccount } = known;
  if (byAccount) {
    requireToLast(address, credentials);
    return credentials;
  }
  if (!isRenewalDue(credentials.pair.certificate, Date.now())) return credentials;
  try {
    const renewed = await renewCredentials(address, credentials);
    keepRenewed(home, 'users', label, renewed);
    return renewed;
  } catch {
    // What is asked next tells what is wrong.
    return credentials;
  }
}

/** @throws ChorusError `refused` for a certificate that has ended */
function requireToLast(address: string, { pair }: Credentials): void {
  const { toMs } = validityOf(pair.certificate);
  if (Date.now() < toMs) return;
  const problem = `the login at ${address} has ended, at ${new Date(toMs).toISOString()}`;
  throw new ChorusError('refused', `${problem}: 'chorus login ${address} --oidc' logs in again`);
}

/** The one in use, else any. */
function chosen(known: readonly Membership[]): Membership | undefined {
  if (known.length <= 1) return known[0];
  const label = contextInUse()?.label;
  return known.find((each) => each.label === label) ?? known[0];
}
