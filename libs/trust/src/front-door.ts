import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  createServer as createTlsServer,
  type Server as TlsServer,
  type TLSSocket,
} from 'node:tls';
import type { KeyPair } from './certificate-authority.ts';
import { receiveTls } from './receive-tls.ts';
import type { Identity } from './roles.ts';
import { TurnQueue } from './turn-queue.ts';
import { Places } from './places.ts';
import { mutualContext } from './server-context.ts';
import { identityIn } from './subject.ts';
import { whyUnknown } from './why-unknown.ts';

/** How much those may cost who have not yet shown who they are, and how much one who has. */
export interface DoorLimits {
  /** Connections whose handshake is not over, in all: more are closed at once. */
  readonly pending: number;
  /** … of one address. */
  readonly pendingPerAddress: number;
  /** Handshakes under way; those of other connections wait, and begin in their order. */
  readonly handshakes: number;
  /** … with one address. */
  readonly handshakesPerAddress: number;
  /** Connections without a certificate of ours, in all. */
  readonly strangers: number;
  /** … of one address. */
  readonly strangersPerAddress: number;
  /** Connections without a certificate that wait until others of that kind have ended, in all: more are closed at once. */
  readonly strangersWaiting: number;
  /** … of one address. */
  readonly strangersWaitingPerAddress: number;
  /** Connections of one identity. */
  readonly perIdentity: number;
  /** How long a connection may be silent before its handshake, wait for its turn, and how long a handshake may take, in milliseconds. */
  readonly handshakeMs: number;
  /** How long a connection without a certificate may wait, and how long it may last, in milliseconds: joining takes a second. */
  readonly strangerMs: number;
}

export const DOOR_LIMITS: DoorLimits = {
  // A thousand workers of one address that come back at once are let in, one after the other.
  pending: 4_096,
  pendingPerAddress: 2_048,
  handshakes: 256,
  handshakesPerAddress: 16,
  strangers: 64,
  strangersPerAddress: 16,
  // A site's machines may all join at once.
  strangersWaiting: 512,
  strangersWaitingPerAddress: 128,
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

/** The other end of a connection; no two that are open have the same. */
export interface PeerPlace {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/** A connection that is open. */
interface Connection {
  readonly socket: Socket;
  readonly address: string;
  identity?: Identity | undefined;
  /** Why nobody is known by it, once its handshake is over. */
  unknown?: string;
  /** Its handshake is over, whatever came of it. */
  handshakeOver(): void;
}

/**
 * Where a server is entered: TLS 1.3 alone, each side with a certificate of one authority.
 *
 * DOOR-1: Whoever has no certificate of the authority costs a bounded number of connections, for a bounded time.
 * DOOR-2: Who has lost the right to be here can be put out at once, with all that is under way.
 * DOOR-3: A connection lasts no longer than the certificate by which somebody is known.
 */
export class FrontDoor {
  readonly #server: Server;
  readonly #tls: TlsServer;
  readonly #options: DoorOptions;
  readonly #limits: DoorLimits;
  readonly #pending: Places;
  readonly #handshakes: TurnQueue;
  readonly #strangers: TurnQueue;
  readonly #strangersWaiting: Places;
  readonly #known: Places;
  /** Open connections, by their other end. */
  readonly #open = new Map<string, Connection>();

  private constructor(options: DoorOptions) {
    this.#options = options;
    const limits = (this.#limits = { ...DOOR_LIMITS, ...options.limits });
    this.#pending = new Places({ all: limits.pending, each: limits.pendingPerAddress });
    this.#handshakes = new TurnQueue({
      all: limits.handshakes,
      each: limits.handshakesPerAddress,
    });
    this.#strangers = new TurnQueue({ all: limits.strangers, each: limits.strangersPerAddress });
    this.#strangersWaiting = new Places({
      all: limits.strangersWaiting,
      each: limits.strangersWaitingPerAddress,
    });
    this.#known = new Places({ all: Infinity, each: limits.perIdentity });
    this.#tls = createTlsServer({
      ...mutualContext(options),
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
    this.#tls.setSecureContext(mutualContext({ ...this.#options, pair }));
  }

  /** Ends the connections of those who are no longer to be here (DOOR-2). */
  putOut(isMeant: (identity: Identity) => boolean): void {
    for (const { socket, identity } of this.#open.values()) {
      if (identity && isMeant(identity)) socket.destroy();
    }
  }

  /** Takes no more connections, and ends those that are open. */
  close(): void {
    this.#server.close();
    for (const { socket } of this.#open.values()) socket.destroy();
  }

  /** Why nobody is known by the connection from there, in words for whoever made it; undefined where somebody is, or there is none. */
  whyUnknown(place: PeerPlace): string | undefined {
    return this.#open.get(keyOf(place))?.unknown;
  }

  /** Somebody connects: until they have shown who they are, they cost as little as can be (DOOR-1). */
  #knock(socket: Socket): void {
    const { remoteAddress: address } = socket;
    const leave = address === undefined ? undefined : this.#pending.take(address);
    if (address === undefined || !leave) {
      socket.destroy();
      return;
    }
    const key = keyOf(socket);
    const connection: Connection = { socket, address, handshakeOver: leave };
    this.#open.set(key, connection);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      connection.handshakeOver();
      this.#open.delete(key);
    });
    const { handshakeMs } = this.#limits;
    const remedy = 'use https://, and a certificate of its authority';
    receiveTls(socket, { handshakeMs, remedy }, () => this.#awaitHandshake(connection));
  }

  #awaitHandshake(connection: Connection): void {
    const { socket, address, handshakeOver: leave } = connection;
    const waiting = endAfter(socket, this.#limits.handshakeMs);
    const leaveQueue = this.#handshakes.enter(address, (over) => {
      clearTimeout(waiting);
      connection.handshakeOver = () => {
        leave();
        over();
      };
      this.#tls.emit('connection', socket);
    });
    socket.once('close', leaveQueue);
  }

  #enter(socket: TLSSocket): void {
    const connection = this.#open.get(keyOf(socket));
    // It was closed meanwhile.
    if (!connection) {
      socket.destroy();
      return;
    }
    connection.handshakeOver();
    const identity = (connection.identity = identityOf(socket));
    if (!identity) {
      this.#awaitTurn(connection, socket);
      return;
    }
    const leave = this.#known.take(`${identity.role} ${identity.name}`);
    if (!leave) {
      connection.socket.destroy();
      return;
    }
    connection.socket.once('close', leave);
    const certificate = socket.getPeerX509Certificate();
    if (certificate) endAt(connection.socket, certificate.validToDate.getTime());
    this.#options.onConnection(socket);
  }

  /** Without a certificate, somebody waits until others without one have ended: of those who all join at once, each is let in. */
  #awaitTurn(connection: Connection, socket: TLSSocket): void {
    const { socket: raw, address } = connection;
    connection.unknown = whyUnknown(socket, this.#options.authority, Date.now());
    const waiting = { isOver: false, end: () => {} };
    const leaveQueue = this.#strangers.enter(address, (over) => {
      waiting.isOver = true;
      waiting.end();
      raw.once('close', over);
      endAfter(raw, this.#limits.strangerMs);
      this.#options.onConnection(socket);
    });
    if (waiting.isOver) return;
    const giveBack = this.#strangersWaiting.take(address);
    const timer = endAfter(raw, this.#limits.strangerMs);
    waiting.end = () => {
      clearTimeout(timer);
      giveBack?.();
    };
    raw.once('close', () => {
      leaveQueue();
      waiting.end();
    });
    if (!giveBack) raw.destroy();
  }
}

function keyOf({ remoteAddress, remotePort }: PeerPlace): string {
  return `${remoteAddress} ${remotePort}`;
}

/** Ends a connection when the time is over, unless it has ended before, or the timer is cleared. */
function endAfter(socket: Socket, ms: number): NodeJS.Timeout {
  const timer = setTimeout(() => socket.destroy(), ms);
  socket.once('close', () => clearTimeout(timer));
  return timer;
}

/** The longest time that a timer takes, in milliseconds: certificates may last longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Ends a connection at a time, in Unix milliseconds, unless it has ended before (DOOR-3). */
function endAt(socket: Socket, untilMs: number): void {
  const leftMs = Math.max(0, untilMs - Date.now());
  const timer = setTimeout(
    () => (leftMs > LONGEST_TIMER_MS ? endAt(socket, untilMs) : socket.destroy()),
    Math.min(leftMs, LONGEST_TIMER_MS),
  );
  socket.once('close', () => clearTimeout(timer));
}

/** Whose connection it is, by a certificate of the authority that is valid now; undefined: nobody's that is known. */
export function identityOf(socket: TLSSocket): Identity | undefined {
  if (!socket.authorized) return undefined;
  const { subject } = socket.getPeerCertificate();
  return subject && identityIn({ ...subject });
}
