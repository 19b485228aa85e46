import { ChorusError } from '@chorus/errors';
import { fetchAuthority, keepCoordinator, parseToken } from '@chorus/trust';
import { X509Certificate } from 'node:crypto';
import { hostOf } from './address.ts';
import { createTrustClient } from './client.ts';
import type { ClientTrust } from './transport.ts';

/** What became of joining. */
export interface Joined {
  /** HOST:PORT of the coordinator. */
  readonly address: string;
  /** "worker", "operator" or "viewer". */
  readonly role: string;
  readonly name: string;
}

/**
 * Joins the coordinator that a token is for: makes sure that it is that one, gets a certificate for a key that is made here and never
 * sent, and keeps both.
 *
 * @param name how whoever joins is to be called
 * @param home the cache folder, CHORUS_HOME
 * @throws ChorusError `invalid` for what is no token, `refused` for one that lets nobody in, a name that is taken, or another
 *   coordinator; `unavailable`
 */
export async function joinCoordinator(text: string, name: string, home: string): Promise<Joined> {
  const { address, authority: fingerprint, secret } = parseToken(text);
  const host = hostOf(address).replace(/^\[|\]$/g, '');
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  const authority = await fetchAuthority(host, port, fingerprint);
  const { requestCertificate } = await import('@chorus/trust/authority');
  const { key, request } = await requestCertificate();
  const { certificate, role } = await askToJoin(address, { authority }, { secret, name, request });
  if (!new X509Certificate(certificate).checkIssued(new X509Certificate(authority))) {
    throw new ChorusError('corrupt', `${address} sent a certificate that is not its authority's`);
  }
  keepCoordinator(home, address, { authority, pair: { certificate, key } });
  return { address, role, name };
}

function askToJoin(
  address: string,
  trust: ClientTrust,
  { secret, name, request }: { secret: string; name: string; request: string },
): Promise<{ certificate: string; role: string }> {
  const client = createTrustClient(address, trust);
  const { promise, resolve, reject } = Promise.withResolvers<{
    certificate: string;
    role: string;
  }>();
  const asked = { secret, name, certificateRequest: request };
  client.join(asked, { deadline: Date.now() + 15_000 }, (error, answer) => {
    client.close();
    if (error) reject(ChorusError.from(error));
    else resolve(answer!);
  });
  return promise;
}
