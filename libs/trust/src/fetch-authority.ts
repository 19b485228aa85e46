import { ChorusError } from '@chorus/errors';
import { connect, type ConnectionOptions } from 'node:tls';
import { fingerprintOf } from './fingerprint.ts';

/** Whoever answers is taken here, and then compared with what is expected. */
const LOOK: ConnectionOptions = {
  ALPNProtocols: ['h2'],
  minVersion: 'TLSv1.3',
  rejectUnauthorized: false,
};

/** How long a coordinator may take to show its certificate, in milliseconds. */
const ANSWER_MS = 10_000;

/**
 * The certificate of the authority that vouches for a coordinator, when it is the one that is expected. Nothing but the handshake goes
 * over the connection: who is on the other side is not known before.
 *
 * @param host a name or an address, without brackets
 * @param fingerprint the SHA-256 of the certificate (DER), in hexadecimal
 * @param expected whose fingerprint that is, for people
 * @returns the certificate, as PEM
 * @throws ChorusError `refused` when another authority vouches for it, `unavailable` when nobody answers there in TLS
 */
export function fetchAuthority(
  host: string,
  port: number,
  fingerprint: string,
  expected = 'the coordinator that the token is for',
): Promise<string> {
  const address = `${host}:${port}`;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ host, port, ...LOOK });
  socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error('no answer in time')));
  socket.once('error', (cause) => {
    const { message } = cause;
    const words = /WRONG_VERSION|wrong version|packet length/i.test(message)
      ? 'what answers there does not speak TLS: is it a coordinator with an authority?'
      : message;
    reject(new ChorusError('unavailable', `${address}: ${words}`, { cause }));
  });
  socket.once('secureConnect', () => {
    const shown = socket.getPeerX509Certificate();
    const authority = shown?.issuerCertificate;
    socket.destroy();
    const found = authority && fingerprintOf(authority.raw);
    const vouches = authority && shown.checkIssued(authority) && shown.verify(authority.publicKey);
    if (found === fingerprint && vouches) return resolve(authority.toString());
    const problem = `${address} is not ${expected}: another authority vouches for it`;
    reject(new ChorusError('refused', `${problem} (${found ?? 'none'})`));
  });
  return promise;
}
