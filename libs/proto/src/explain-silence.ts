import { ChorusError } from '@chorus/errors';
import { connect, type ConnectionOptions } from 'node:tls';
import { splitAddress } from './address.ts';
import type { ClientTrust } from './transport.ts';

/** How long a look at who listens somewhere may take, in milliseconds. */
const LOOK_MS = 3_000;

/**
 * Why gRPC gets no connection where somebody listens: the two sides do not speak the same, or do not trust each other. gRPC itself says little of it.
 *
 * @param address HOST:PORT
 * @param trust what the client dialled with; undefined: plain text
 * @returns undefined where that is not the reason, such as when nobody listens
 */
export async function explainSilence(
  address: string,
  trust?: ClientTrust,
): Promise<ChorusError | undefined> {
  const { host, port } = splitAddress(address);
  const failure = await handshake(
    trust
      ? { host, port, ca: trust.authority, cert: trust.pair?.certificate, key: trust.pair?.key }
      : { host, port, rejectUnauthorized: false },
  );
  if (!trust) return failure ? undefined : refused(`${address} speaks TLS: ${JOIN}`);
  if (!failure) return undefined;
  const words = wordsFor(failure, host);
  return words === undefined ? undefined : refused(`${address} ${words}`);
}

const JOIN =
  "join it with a token, which 'chorus token create' makes there ('chorus login', 'chorus-worker serve --join'), or choose the --context by which you have joined";

interface HandshakeError extends Error {
  readonly code?: string;
  readonly cert?: { readonly subjectaltname?: string };
}

/** @returns why there is no connection in TLS; undefined: there is */
function handshake(options: ConnectionOptions): Promise<HandshakeError | undefined> {
  const { promise, resolve } = Promise.withResolvers<HandshakeError | undefined>();
  const socket = connect({ ...options, ALPNProtocols: ['h2'], minVersion: 'TLSv1.3' });
  socket.setTimeout(LOOK_MS, () => socket.destroy(new Error('no answer in time')));
  socket.on('error', (error: HandshakeError) => resolve(error));
  socket.once('close', () => resolve(new Error('the connection was closed')));
  socket.once('secureConnect', () => {
    resolve(undefined);
    socket.destroy();
  });
  return promise;
}

function wordsFor({ code = '', cert }: HandshakeError, host: string): string | undefined {
  if (/WRONG_VERSION|PACKET_LENGTH|UNEXPECTED_MESSAGE|HTTP_REQUEST/.test(code)) {
    return "speaks plain text, and it was joined by TLS: it was started with '--insecure', or is another program";
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = cert?.subjectaltname?.replaceAll(/(DNS|IP Address):/g, '') ?? 'none';
    return `has a certificate for other names than '${host}': ${names}; dial one of them, or start it with '--tls-names ${host}'`;
  }
  const now = new Date().toUTCString();
  if (code === 'CERT_NOT_YET_VALID') {
    return `has a certificate that is not valid yet, and the clock of this machine says ${now}: one of the two clocks is wrong`;
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return `has a certificate that has expired, and the clock of this machine says ${now}: start it again, or set the clock`;
  }
  if (/SELF_SIGNED|UNABLE_TO|CERT_SIGNATURE|INVALID_CA|INVALID_PURPOSE|CERT_/.test(code)) {
    return `is not the coordinator that was joined: another authority vouches for it (${code}); ${JOIN}`;
  }
  return undefined;
}

function refused(message: string): ChorusError {
  return new ChorusError('refused', message);
}
