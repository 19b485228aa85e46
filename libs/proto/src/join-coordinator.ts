import { ChorusError } from '@chorus/errors';
import {
  fetchAuthority,
  identityOfCertificate,
  type Credentials,
  type Identity,
  type JoinToken,
} from '@chorus/trust';
import { X509Certificate } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { splitAddress } from './address.ts';
import { createTrustClient } from './client.ts';
import type { TrustServiceClient } from './generated/chorus/v1/TrustService.ts';

/** What became of joining. */
export interface Joined {
  /** HOST:PORT at which the coordinator answered. */
  readonly address: string;
  readonly identity: Identity;
  readonly credentials: Credentials;
}

/** How long a coordinator may take to sign, in milliseconds. */
const ANSWER_MS = 15_000;

/**
 * Joins the coordinator that a token is for: makes sure that it is that one, and gets a certificate for a key that is made here and never
 * sent.
 *
 * @param name how whoever joins is to be called
 * @throws ChorusError `refused` for a token that lets nobody in, a name that is taken, or another coordinator; `unavailable`
 */
export async function joinCoordinator(token: JoinToken, name: string): Promise<Joined> {
  const { address, authority } = await findCoordinator(token);
  const { requestCertificate } = await import('@chorus/trust/authority');
  const { key, request } = await requestCertificate();
  const asked = { secret: token.secret, name, certificateRequest: request };
  const certificate = await askForCertificate(address, { authority }, (client, answer) =>
    client.join(asked, { deadline: Date.now() + ANSWER_MS }, answer),
  );
  return joined(address, { authority, pair: { certificate, key } });
}

/**
 * Another certificate, for another key, of somebody whose own ends soon.
 *
 * @throws ChorusError `refused` when they were removed; `unavailable`
 */
export async function renewCredentials(
  address: string,
  credentials: Credentials,
): Promise<Credentials> {
  const { requestCertificate } = await import('@chorus/trust/authority');
  const { key, request } = await requestCertificate();
  const asked = { certificateRequest: request };
  const certificate = await askForCertificate(address, credentials, (client, answer) =>
    client.renew(asked, { deadline: Date.now() + ANSWER_MS }, answer),
  );
  const { authority } = credentials;
  return joined(address, { authority, pair: { certificate, key } }).credentials;
}

/** The first of a token's addresses where its coordinator answers. @throws what the last one threw */
async function findCoordinator({ addresses, authority: fingerprint }: JoinToken) {
  let failure: unknown;
  for (const address of addresses) {
    const { host, port } = splitAddress(address);
    try {
      return { address, authority: await fetchAuthority(host, port, fingerprint) };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** So long somebody waits while too many others ask for certificates: a cluster's machines may all join at once. */
const LONGEST_WAIT_MS = 120_000;

type Answer = (error: Error | null, answer?: { readonly certificate: string }) => void;

async function askForCertificate(
  address: string,
  trust: Pick<Credentials, 'authority'> & Partial<Credentials>,
  ask: (client: TrustServiceClient, answer: Answer) => void,
): Promise<string> {
  const client = createTrustClient(address, trust);
  const giveUpMs = performance.now() + LONGEST_WAIT_MS;
  try {
    for (;;) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      ask(client, (error, answer) =>
        error ? reject(ChorusError.from(error)) : resolve(answer!.certificate),
      );
      try {
        return await promise;
      } catch (error) {
        const { retryAfterMs } = error as ChorusError;
        if (retryAfterMs === undefined || performance.now() + retryAfterMs > giveUpMs) throw error;
        await setTimeout(retryAfterMs);
      }
    }
  } finally {
    client.close();
  }
}

/** @throws ChorusError `corrupt` for what is no certificate of the authority */
function joined(address: string, credentials: Credentials): Joined {
  const { authority, pair } = credentials;
  const identity = identityOfCertificate(pair.certificate);
  const isItsOwn = new X509Certificate(pair.certificate).checkIssued(
    new X509Certificate(authority),
  );
  if (identity && isItsOwn) return { address, identity, credentials };
  throw new ChorusError('corrupt', `${address} sent a certificate that is not its authority's`);
}
