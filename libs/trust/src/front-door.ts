import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  createServer as createTlsServer,
  type Server as TlsServer,
  type TLSSocket,
} from 'node:tls';
import type { KeyPair } from './certificate-authority.ts';
import { receiveTls } from './receive-tls.ts';
import type { Identity } from './roles.ts';
import { serverContext } from './server-context.ts';
import { identityIn } from './subject.ts';

/** How much those may cost who have not yet shown who they are. */
export interface DoorLimits {
  /** Connections without a certificate of ours, in all. */
  readonly strangers: number;
  /** Connections of one identity. */
  readonly perIdentity: number;
  /** How long a handshake may take, in milliseconds. */
  readonly handshakeMs: number;
  /** How long a connection without a certificate may last, in milliseconds: joining takes a second. */
  readonly strangerMs: number;
}

export const DOOR_LIMITS: DoorLimits = {
  strangers: 64,
  perIdentity: 64,
  handshakeMs: 10_000,
  strangerMs: 30_000,
};

export interface DoorOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** What it shows of itself. */
  readonly pair: KeyPair;
  /** The certificate, as PEM, of the authority that vouches for both sides. */
  readonly authority: string;
  /** Takes a connection whose handshake is over, whoever made it: without a certificate of the authority it may only join. */
  readonly onConnection: (socket: TLSSocket) => void;
  readonly limits?: Partial<DoorLimits>;
}

/**
 * Where a server is entered: TLS 1.3 alone, each side with a certificate of one authority.
 *
 * DOOR-1: Whoever has no certificate of the authority costs a bounded number of connections, for a bounded time.
 * DOOR-2: Who has lost the right to be here can be put out at once, with all that is under way.
 */
export class FrontDoor {
  readonly #server: Server;
  readonly #tls: TlsServer;
  readonly #options: DoorOptions;
  readonly #limits: DoorLimits;
  /** Open connections, and whose they are; undefined: nobody's that is known yet. */
  readonly #open = new Map<Socket, Identity | undefined>();

  private constructor(options: DoorOptions) {
    this.#options = options;
    this.#limits = { ...DOOR_LIMITS, ...options.limits };
    this.#tls = createTlsServer({
      ...contextOf(options),
      requestCert: true,
      // Who has none may join; what else they may is decided by call.
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
      handshakeTimeout: this.#limits.handshakeMs,
    });
    this.#tls.on('secureConnection', (socket: TLSSocket) => this.#enter(socket));
    this.#tls.on('tlsClientError', (_, socket) => socket.destroy());
    this.#server = createServer({ pauseOnConnect: false }, (socket) => this.#knock(socket));
  }

  /** @throws Error of the system, when it cannot listen there */
  static async open(options: DoorOptions): Promise<FrontDoor> {
    const door = new FrontDoor(options);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    door.#server.once('error', reject);
    door.#server.listen(options.port, options.host, resolve);
    await promise;
    return door;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Shows another certificate to those who come from now on. */
  renew(pair: KeyPair): void {
    this.#tls.setSecureContext(contextOf({ ...this.#options, pair }));
  }

  /** Ends the connections of those who are no longer to be here (DOOR-2). */
  putOut(isMeant: (identity: Identity) => boolean): void {
    for (const [socket, identity] of this.#open) {
      if (identity && isMeant(identity)) socket.destroy();
    }
  }

  /** Takes no more connections, and ends those that are open. */
  close(): void {
    this.#server.close();
    for (const socket of this.#open.keys()) socket.destroy();
  }

  /** Somebody connects: until they have shown who they are, they count as strangers (DOOR-1). */
  #knock(socket: Socket): void {
    const strangers = [...this.#open.values()].filter((identity) => identity === undefined).length;
    if (strangers >= this.#limits.strangers) {
      socket.destroy();
      return;
    }
    this.#open.set(socket, undefined);
    const leaving = setTimeout(() => {
      if (!this.#open.get(socket)) socket.destroy();
    }, this.#limits.strangerMs);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      clearTimeout(leaving);
      this.#open.delete(socket);
    });
    const { handshakeMs } = this.#limits;
    const remedy = 'use https://, and a certificate of its authority';
    receiveTls(socket, { handshakeMs, remedy }, () => this.#tls.emit('connection', socket));
  }

  #enter(socket: TLSSocket): void {
    const identity = identityOf(socket);
    const underlying = this.#underlying(socket);
    if (identity && this.#countOf(identity) >= this.#limits.perIdentity) {
      socket.destroy();
      return;
    }
    if (underlying) this.#open.set(underlying, identity);
    this.#options.onConnection(socket);
  }

  /** The connection that a TLS socket is on: both have the same ends. */
  #underlying({ remotePort, remoteAddress }: TLSSocket): Socket | undefined {
    return [...this.#open.keys()].find(
      (socket) => socket.remotePort === remotePort && socket.remoteAddress === remoteAddress,
    );
  }

  #countOf({ role, name }: Identity): number {
    return [...this.#open.values()].filter((open) => open?.role === role && open.name === name)
      .length;
  }
}

/** Whose connection it is, by a certificate of the authority that is valid now; undefined: nobody's that is known. */
export function identityOf(socket: TLSSocket): Identity | undefined {
  if (!socket.authorized) return undefined;
  const { subject } = socket.getPeerCertificate();
  return subject && identityIn({ ...subject });
}

/** The authority's certificate is sent along: who joins compares it with what they were told of it. */
function contextOf({ pair, authority }: Pick<DoorOptions, 'pair' | 'authority'>) {
  return { ...serverContext({ pair, authority }), ca: authority };
}
