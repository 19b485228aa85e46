import { ChorusError } from '@chorus/proto';
import {
  needsAnother,
  keepMembership,
  membership,
  type Credentials,
  type Identity,
} from '@chorus/trust';
import { requestCertificate, type TrustStore } from '@chorus/trust/authority';
import { randomBytes } from 'node:crypto';
import { userNameHere } from './user-name.ts';

/** A token that is used in the same moment. */
const MOMENT_MS = 60_000;

/**
 * Makes whoever starts a coordinator known to it as an operator, at this machine: they read its state folder, so that it could refuse them nothing.
 *
 * @param home the cache folder, CHORUS_HOME
 * @param addresses HOST:PORT by which this machine dials it
 * @returns as whom they are known
 * @throws ChorusError when it cannot be kept in the cache folder
 */
export async function makeLocalOperator(
  store: TrustStore,
  home: string,
  addresses: readonly string[],
): Promise<Identity> {
  const label = `local-${store.authority.fingerprint.slice(0, 8)}`;
  const before = membership(home, 'users', label);
  const known = before && store.isAdmitted(before.identity) ? before : undefined;
  const isGood = known && !needsAnother(known.credentials.pair.certificate, Date.now());
  const { identity, credentials } = isGood ? known : await certified(store, known?.identity);
  keepMembership(home, 'users', { label, addresses, credentials });
  return identity;
}

/** @param known who needs another certificate; undefined: somebody who is let in first */
async function certified(
  store: TrustStore,
  known: Identity | undefined,
): Promise<{ identity: Identity; credentials: Credentials }> {
  const nowMs = Date.now();
  const { key, request } = await requestCertificate();
  const { identity, certificate } = known
    ? { identity: known, certificate: await store.renew(known, request, nowMs) }
    : await admit(store, request, nowMs);
  return {
    identity,
    credentials: { authority: store.authority.certificate, pair: { key, certificate } },
  };
}

async function admit(store: TrustStore, request: string, nowMs: number) {
  const wish = { role: 'operator', lifetimeMs: MOMENT_MS, uses: 1 } as const;
  const { secret } = store.createToken(wish, nowMs);
  const user = userNameHere();
  try {
    return await store.admit(secret, user, request, nowMs);
  } catch (error) {
    if (!(error instanceof ChorusError) || error.code !== 'refused') throw error;
    // They were here before, from another cache folder.
    const other = `${user.slice(0, 50)}-${randomBytes(2).toString('hex')}`;
    return store.admit(secret, other, request, nowMs);
  }
}
