import { Places, receiveTls, serverContext, type KeyPair } from '@chorus/trust';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { networkOf } from './network-of.ts';

/** How much those may cost who connect: a browser has no certificate by which it is known before it asks. */
export interface PageLimits {
  /** Connections in all, and of one address (IPv6: network). */
  readonly connections: number;
  readonly perAddress: number;
  /** Connections whose handshake is not over. */
  readonly handshakes: number;
  /** How long a handshake, a request's header, and all of a request may take, in milliseconds. */
  readonly handshakeMs: number;
  readonly headerMs: number;
  readonly requestMs: number;
  readonly headerBytes: number;
}

export const PAGE_LIMITS: PageLimits = {
  connections: 512,
  perAddress: 128,
  handshakes: 64,
  handshakeMs: 10_000,
  headerMs: 10_000,
  requestMs: 15_000,
  headerBytes: 16_384,
};

/** A server of HTTP, and what else its owner needs of it. */
export interface PageServer {
  readonly server: Server;
  /** Shows another certificate to those who come from now on; of a server of plain text nothing. */
  renew(pair: KeyPair): void;
  /** Takes no more connections, and ends those that are open. */
  stop(): void;
}

/** What a server shows of itself. */
export interface ShownPair {
  readonly pair: KeyPair;
  readonly authority: string;
}

/**
 * A server that does not listen yet: over TLS 1.3, or in plain text. Whoever connects costs a bounded number of connections, and a
 * bounded time until they have asked for something.
 *
 * @param shown undefined: plain text
 */
export function createPageServer(
  answer: RequestListener,
  shown: ShownPair | undefined,
  limits: PageLimits,
): PageServer {
  const options = {
    headersTimeout: limits.headerMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(limits.headerMs, limits.requestMs, 1_000),
    maxHeaderSize: limits.headerBytes,
  };
  const tls = shown && createTlsServer({ ...options, ...tlsOptions(shown, limits) }, answer);
  const server = tls ?? createServer(options, answer);
  const open = boundConnections(server, tls, limits);
  return {
    server,
    renew: (pair) => tls?.setSecureContext(serverContext({ pair, authority: shown!.authority })),
    stop() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function tlsOptions(shown: ShownPair, { handshakeMs }: PageLimits) {
  return { ...serverContext(shown), handshakeTimeout: handshakeMs };
}

/**
 * Lets a server take no more connections than it should.
 *
 * @param tls the same server, where it begins with a handshake
 * @returns those that are open
 */
function boundConnections(
  server: Server,
  tls: TlsServer | undefined,
  limits: PageLimits,
): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  const places = new Places({ all: limits.connections, each: limits.perAddress });
  const handshakes = new Places({ all: limits.handshakes, each: limits.perAddress });
  /** What is to be called when a handshake is over, by the connection's ends. */
  const shaking = new Map<string, () => void>();
  // What it does itself with a connection comes after.
  const own = server.listeners('connection');
  server.removeAllListeners('connection');
  const take = (socket: Socket) => own.forEach((listener) => listener.call(server, socket));
  server.on('connection', (socket: Socket) => {
    const network = networkOf(socket.remoteAddress ?? '');
    const leave = places.take(network);
    const handshakeOver = tls ? handshakes.take(network) : () => {};
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      leave?.();
      handshakeOver?.();
      shaking.delete(endsOf(socket));
      open.delete(socket);
    });
    if (!leave || !handshakeOver) return void socket.destroy();
    open.add(socket);
    if (!tls) return take(socket);
    shaking.set(endsOf(socket), handshakeOver);
    const { handshakeMs } = limits;
    receiveTls(socket, { handshakeMs, remedy: 'its addresses begin with https://' }, take);
  });
  tls?.on('secureConnection', (socket: TLSSocket) => shaking.get(endsOf(socket))?.());
  return open;
}

/** The same of a connection and of the TLS on it. */
function endsOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
