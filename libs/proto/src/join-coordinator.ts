import { ChorusError } from '@chorus/errors';
import {
  fetchAuthority,
  identityOfCertificate,
  type Credentials,
  type Identity,
  type JoinToken,
} from '@chorus/trust';
import { X509Certificate } from 'node:crypto';
import { splitAddress } from './address.ts';
import {
  askTrustService,
  LONGEST_WAIT_MS,
  type AskTrustService,
  type TrustRpc,
} from './ask-trust-service.ts';

/** What became of joining. */
export interface Joined {
  /** HOST:PORT at which the coordinator answered. */
  readonly address: string;
  readonly identity: Identity;
  readonly credentials: Credentials;
}

/**
 * Joins the coordinator that a token is for: makes sure that it is that one, and gets a certificate for a key that is made here and never
 * sent.
 *
 * @param name how whoever joins is to be called
 * @throws ChorusError `refused` for a token that lets nobody in, a name that is taken, or another coordinator; `unavailable`
 */
export async function joinCoordinator(token: JoinToken, name: string): Promise<Joined> {
  const { address, authority } = await findCoordinator(token);
  return certified(address, { authority }, 'Join', (certificateRequest) => {
    const asked = { secret: token.secret, name, certificateRequest };
    return (client, deadline, answer) => client.join(asked, { deadline }, answer);
  });
}

/**
 * Joins a coordinator as whom an issuer of identities knows.
 *
 * @param authority who vouches for the coordinator, as PEM
 * @param idToken which lets in once
 * @throws ChorusError `refused` for an ID token that lets nobody in, or somebody who was removed; `unavailable`
 */
export async function joinWithIdToken(
  address: string,
  authority: string,
  idToken: string,
): Promise<Joined> {
  return certified(
    address,
    { authority },
    'JoinWithIdToken',
    (certificateRequest) => (client, deadline, answer) =>
      client.joinWithIdToken({ idToken, certificateRequest }, { deadline }, answer),
  );
}

/**
 * Another certificate, for another key, of somebody whose own ends soon. It is asked for once: the former one is good until another time.
 *
 * @throws ChorusError `refused` when they were removed; `unavailable`
 */
export async function renewCredentials(
  address: string,
  credentials: Credentials,
): Promise<Credentials> {
  const renewed = await certified(
    address,
    credentials,
    'Renew',
    (certificateRequest) => (client, deadline, answer) =>
      client.renew({ certificateRequest }, { deadline }, answer),
    0,
  );
  return renewed.credentials;
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

/** Asks for a certificate for a key that is made here. @param waitMs how long it is asked again, in milliseconds */
async function certified(
  address: string,
  trust: Pick<Credentials, 'authority'> & Partial<Credentials>,
  rpc: TrustRpc,
  ask: (certificateRequest: string) => AskTrustService<{ readonly certificate: string }>,
  waitMs = LONGEST_WAIT_MS,
): Promise<Joined> {
  const { requestCertificate } = await import('@chorus/trust/authority');
  const { key, request } = await requestCertificate();
  const { certificate } = await askTrustService(address, trust, rpc, ask(request), waitMs);
  const { authority } = trust;
  return joined(address, { authority, pair: { certificate, key } });
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
