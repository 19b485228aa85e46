import { chorusHome } from '@chorus/machine';
import { createRunClient, renewCredentials, type RunServiceClient } from '@chorus/proto';
import {
  currentContext,
  isRenewalDue,
  keepRenewed,
  membershipsAt,
  type Credentials,
  type Membership,
} from '@chorus/trust';

/** Names the context by which commands show who asks, before the one in use: `--context` sets it. */
export const CONTEXT_VARIABLE = 'CHORUS_CONTEXT';

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
 * @throws ChorusError `refused` for a key that others can read
 */
export async function credentialsAt(address: string): Promise<Credentials | undefined> {
  const home = homeOfUser();
  if (home === undefined) return undefined;
  const known = chosen(membershipsAt(home, 'users', address), home);
  if (!known) return undefined;
  const { label, credentials } = known;
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

/** Where this user's memberships are; who has no home, as in some containers, has joined nothing. */
function homeOfUser(): string | undefined {
  try {
    return chorusHome(process.env);
  } catch {
    return undefined;
  }
}

/** The one that the user chose, else any. */
function chosen(known: readonly Membership[], home: string): Membership | undefined {
  const wanted = process.env[CONTEXT_VARIABLE] ?? currentContext(home);
  return known.find(({ label }) => label === wanted) ?? known[0];
}
