/** How connections are made, on either end: nothing else makes credentials. */
import {
  credentials,
  Server,
  ServerCredentials,
  type ChannelCredentials,
  type ChannelOptions,
  type Client,
  type ClientOptions,
} from '@grpc/grpc-js';
import {
  FrontDoor,
  type DoorOptions,
  type Identity,
  type KeyPair,
  type PeerPlace,
} from '@chorus/trust';
import { isIP } from 'node:net';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { grpcTarget, hostOf, isLoopback, splitAddress } from './address.ts';
import { boundCalls, type CallLimits } from './bound-calls.ts';
import { checkCoordinator } from './check-coordinator.ts';
import { endWithStatus } from './end-with-status.ts';
import { MOST_BYTES_FROM_COORDINATOR, MOST_BYTES_TO_COORDINATOR } from './message-limits.ts';
import { announceProtocol, refuseOtherProtocols } from './protocol-version.ts';
import { refuseOtherRoles } from './refuse-other-roles.ts';
import { refuseUnreadable } from './refuse-unreadable.ts';
import { tellAnswered, type AnswerListener } from './tell-answered.ts';

/** A peer that is silent for this long is asked whether it is there … */
const KEEPALIVE_INTERVAL_MS = 10_000;
/** … and given up when it has not answered for this long. */
const KEEPALIVE_TIMEOUT_MS = 5_000;

/** Calls of one connection at once: a worker has one for each of its slots at most, and some more. More wait at who makes them. */
const MOST_STREAMS = 1_100;
/** A connection over which nothing is called for so long is ended: who calls again makes another one. */
const LONGEST_IDLE_MS = 10 * 60_000;

/** The options of clients and servers by which a half-open connection is noticed on both ends. */
const keepaliveOptions: ChannelOptions = {
  'grpc.keepalive_time_ms': KEEPALIVE_INTERVAL_MS,
  'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
  'grpc.keepalive_permit_without_calls': 1,
};

/** Who may call a server, and who is told. */
export interface ServerOptions {
  /** Whether somebody may call it still. Default: everybody may, who reaches it. */
  readonly isAdmitted?: ((identity: Identity) => boolean) | undefined;
  /** See {@link boundCalls}. */
  readonly callLimits?: CallLimits | undefined;
  /** Told of every call, also of those that are refused here. Default: nobody. */
  readonly answered?: AnswerListener | undefined;
}

/** A server that refuses clients of another protocol version, and messages that are too large. */
export function createServer({ isAdmitted, callLimits, answered }: ServerOptions = {}): Server {
  const whyUnknown = (place: PeerPlace) => DOORS.get(server)?.whyUnknown(place);
  const server: Server = new Server({
    ...keepaliveOptions,
    // The last one is asked first: of those who may call, only so many do, and of what is refused the first one is told.
    interceptors: [
      refuseUnreadable,
      endWithStatus,
      ...(answered ? [tellAnswered(answered)] : []),
      boundCalls(callLimits),
      ...(isAdmitted ? [refuseOtherRoles({ isAdmitted, whyUnknown })] : []),
      refuseOtherProtocols,
    ],
    'grpc.max_receive_message_length': MOST_BYTES_TO_COORDINATOR,
    'grpc.max_concurrent_streams': MOST_STREAMS,
    'grpc.max_connection_idle_ms': LONGEST_IDLE_MS,
  });
  return server;
}

/** The doors of the servers that are entered by one. */
const DOORS = new WeakMap<Server, FrontDoor>();

/** By what a server is known that serves whoever reaches it, or whom an authority vouches for. */
export interface ServerTls {
  readonly pair: KeyPair;
  /** The authority's certificate, as PEM: nobody else is let in. Default: everybody is. */
  readonly clientAuthority?: string | undefined;
}

/**
 * Lets a server listen.
 *
 * @param listen HOST:PORT; with port 0 a free one is taken
 * @param tls default: plain text
 * @returns the port
 * @throws Error of the system, when it cannot listen there
 */
export function bindServer(server: Server, listen: string, tls?: ServerTls): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(grpcTarget(listen), serverCredentials(tls), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

function serverCredentials(tls: ServerTls | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const { pair, clientAuthority } = tls;
  const own = { private_key: Buffer.from(pair.key), cert_chain: Buffer.from(pair.certificate) };
  const authority = clientAuthority === undefined ? null : Buffer.from(clientAuthority);
  return ServerCredentials.createSsl(authority, [own], authority !== null);
}

/** What a server shows of itself, and by whom those who call it are vouched for. */
export type ServerTrust = Pick<DoorOptions, 'pair' | 'authority' | 'limits'>;

/**
 * Lets a server listen behind a front door: TLS 1.3 alone, with certificates of both sides.
 *
 * @param listen HOST:PORT; with port 0 a free one is taken
 * @returns the door, which is to be closed with the server
 * @throws Error of the system, when it cannot listen there
 */
export async function openServer(
  server: Server,
  listen: string,
  trust: ServerTrust,
): Promise<FrontDoor> {
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const onConnection = (socket: TLSSocket) => injector.injectConnection(socket);
  const door = await FrontDoor.open({ ...trust, ...splitAddress(listen), onConnection });
  DOORS.set(server, door);
  return door;
}

/** What a client shows of itself, and asks of whom it dials. @param address HOST:PORT */
export function clientCredentials(address: string, trust?: ClientTrust): ChannelCredentials {
  if (!trust) return credentials.createInsecure();
  const { authority, pair } = trust;
  const { host } = splitAddress(address);
  const own = pair && { key: pair.key, cert: pair.certificate };
  const context = createSecureContext({ ca: authority, ...own, minVersion: 'TLSv1.3' });
  return credentials.createFromSecureContext(context, {
    // The certificate must have the host, whatever name TLS is told.
    checkServerIdentity: (_, shown) => checkCoordinator(host, shown),
  });
}

/** Whom a client trusts, and what it shows of itself; who has nothing to show yet may join. */
export interface ClientTrust {
  /** The authority's certificate, as PEM. */
  readonly authority: string;
  readonly pair?: KeyPair;
}

/** How a client dials. @param address HOST:PORT */
export function clientOptions(address: string): ClientOptions {
  return {
    ...keepaliveOptions,
    'grpc.max_receive_message_length': MOST_BYTES_FROM_COORDINATOR,
    interceptors: [announceProtocol],
    // What is on this machine is not beyond a proxy.
    ...(isLoopback(hostOf(address)) && { 'grpc.enable_http_proxy': 0 }),
    // TLS takes no address for a server's name (RFC 6066).
    ...(isIP(splitAddress(address).host) !== 0 && {
      'grpc.ssl_target_name_override': 'chorus-coordinator',
    }),
    // A coordinator says nothing about itself in TXT records: looking for them only takes time.
    'grpc.service_config_disable_resolution': 1,
  };
}

/**
 * Who stands between a client and its coordinator, as a part of a sentence: gRPC dials the proxy that
 * `grpc_proxy`, `https_proxy` or `http_proxy` names. Empty when there is none.
 */
export function describeProxy(client: Client, address: string): string {
  const dialled = client.getChannel().getTarget();
  if (dialled === grpcTarget(address)) return '';
  const proxy = dialled.replace(/^dns:(\/\/\/)?/, '');
  return ` through the proxy ${proxy} of the environment (no_proxy=${hostOf(address)} dials it directly)`;
}
