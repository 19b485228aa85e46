import { ChorusError } from '@chorus/errors';
import { isVouchedFor } from '@chorus/trust';
import type { X509Certificate } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { splitAddress } from './address.ts';
import { checkCoordinator, NO_COORDINATOR } from './check-coordinator.ts';
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
  const found = await look(address, trust);
  if (!trust) return found.shown ? refused(`${address} speaks TLS: ${JOIN}`) : undefined;
  const words = wordsFor(found, splitAddress(address).host, trust.authority);
  return words === undefined ? undefined : refused(`${address} ${words}`);
}

const JOIN =
  "join it with a token, which 'chorus token create' makes there ('chorus login', 'chorus-worker serve --join'), or choose the --context by which you have joined";

/** What a handshake has shown. */
interface Found {
  /** Of what is wrong; empty: nothing, or nothing that has one. */
  readonly code: string;
  /** The certificate of the other side, with those that it has sent along; undefined: there is no connection in TLS. */
  readonly shown?: X509Certificate | undefined;
}

/** Looks who is there, whoever vouches for them: nothing but the handshake is said. */
function look(address: string, trust: ClientTrust | undefined): Promise<Found> {
  const { host, port } = splitAddress(address);
  const { promise, resolve } = Promise.withResolvers<Found>();
  const socket: TLSSocket = connect({
    ...{ host, port, ALPNProtocols: ['h2'], minVersion: 'TLSv1.3', rejectUnauthorized: false },
    ...(trust && { ca: trust.authority, cert: trust.pair?.certificate, key: trust.pair?.key }),
    checkServerIdentity: (_, shown) => checkCoordinator(host, shown),
  });
  socket.setTimeout(LOOK_MS, () => socket.destroy());
  socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => resolve({ code }));
  socket.once('close', () => resolve({ code: '' }));
  socket.once('secureConnect', () => {
    // Typed as an Error, it is the code of one.
    const code = socket.authorized ? '' : String(socket.authorizationError);
    resolve({ code, shown: socket.getPeerX509Certificate() });
    socket.destroy();
  });
  return promise;
}

function wordsFor({ code, shown }: Found, host: string, authority: string): string | undefined {
  if (/WRONG_VERSION|PACKET_LENGTH|UNEXPECTED_MESSAGE|HTTP_REQUEST/.test(code)) {
    return "speaks plain text, and it was joined by TLS: it was started with '--insecure', or is another program";
  }
  if (/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/.test(code)) {
    return 'speaks an older TLS than 1.3: it is another program than the coordinator that was joined';
  }
  if (!shown || code === '') return undefined;
  // OpenSSL tells the last problem that it finds: of a certificate of nobody here that it has expired.
  if (!isVouchedFor(shown, authority)) {
    return `is not the coordinator that was joined: another authority vouches for it (${code}); ${JOIN}`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = shown.subjectAltName?.replaceAll(/(DNS|IP Address):/g, '');
    return `has a certificate for other names than '${host}': ${names}; dial one of them, or start it with '--tls-names ${host}'`;
  }
  const { validFrom, validTo } = shown;
  const here = `and the clock of this machine says ${new Date().toISOString()}`;
  if (code === 'CERT_NOT_YET_VALID') {
    return `has a certificate that is valid from ${dateOf(validFrom)} on, ${here}: one of the two clocks is wrong`;
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return `has a certificate that was valid until ${dateOf(validTo)}, ${here}: start it again, or set the clock`;
  }
  if (code === NO_COORDINATOR || code === 'INVALID_PURPOSE') {
    return "is no coordinator: what it shows is the certificate of a worker or user, or has no server's names";
  }
  return `has a certificate that is not accepted (${code})`;
}

function dateOf(text: string): string {
  return new Date(text).toISOString();
}

function refused(message: string): ChorusError {
  return new ChorusError('refused', message);
}
