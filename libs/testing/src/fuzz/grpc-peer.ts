/** A peer that speaks gRPC by itself, byte by byte, as no library of it would. */
import fc, { type Arbitrary } from 'fast-check';
import {
  connect,
  constants,
  type ClientHttp2Session,
  type SecureClientSessionOptions,
} from 'node:http2';
import { hangAfter } from './hang-after.ts';
import { mutatedMessages } from './mutate-message.ts';

/** A call as it is sent: its path, its headers, and its messages in their frames. */
export interface RawCall {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What came of a call: the status of gRPC, that of HTTP where there is none, or that the stream was broken off. */
export type RawAnswer =
  | { readonly grpcStatus: number; readonly details: string }
  | { readonly httpStatus: number }
  | { readonly reset: number }
  | { readonly disconnected: true };

/** How messages are put into frames. */
type Framing = 'right' | 'compressed' | 'short' | 'long' | 'none' | 'tail';

const HEADERS = { 'content-type': 'application/grpc', te: 'trailers' };
const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  ...['1n', '1S', '99999999H', '-1S', 'S', '1', '999999999999S', '1x'].map((value) => ({
    'grpc-timeout': value,
  })),
  ...['gzip', 'deflate', 'identity', 'x', ''].map((value) => ({ 'grpc-encoding': value })),
  ...['application/grpc+json', 'text/html', ''].map((value) => ({ 'content-type': value })),
  ...['0', '-1', '999', 'x', ''].map((value) => ({ 'chorus-protocol': value })),
  { 'x-bin': '!!!' },
  { 'x-bin': 'AAAA' },
  { 'x-long': 'x'.repeat(9_000) },
  { authorization: 'Basic !!' },
];

const frames = fc.record({
  framing: fc.oneof(
    { weight: 8, arbitrary: fc.constant<Framing>('right') },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Framing>('compressed', 'short', 'long', 'none', 'tail'),
    },
  ),
  headers: fc.oneof(
    { weight: 6, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_HEADERS) },
  ),
});

/**
 * Calls of these RPCs with altered messages, frames and headers.
 *
 * @param messages honest ones by RPC's path
 * @param most the most messages of a call
 */
export function mutatedCalls(
  messages: Readonly<Record<string, readonly Buffer[]>>,
  most: (path: string) => number = () => 1,
): Arbitrary<RawCall> {
  const paths = Object.keys(messages);
  return fc.oneof(
    ...paths.map((path) =>
      fc
        .record({
          sent: fc.array(mutatedMessages(messages[path]!), { minLength: 1, maxLength: most(path) }),
          how: frames,
        })
        .map(({ sent, how }) => ({
          path,
          headers: { ...HEADERS, ...how.headers },
          body: Buffer.concat(sent.map((message) => framed(message, how.framing))),
        })),
    ),
  );
}

function framed(message: Buffer, framing: Framing): Buffer {
  if (framing === 'none') return message;
  const head = Buffer.alloc(5);
  head[0] = framing === 'compressed' ? 1 : 0;
  const lie = { short: -Math.min(3, message.length), long: 3 } as Partial<Record<Framing, number>>;
  head.writeUInt32BE(message.length + (lie[framing] ?? 0), 1);
  const tail = framing === 'tail' ? [Buffer.from([0, 0xff, 0xff])] : [];
  return Buffer.concat([head, message, ...tail]);
}

/** Calls of one connection: Node's HTTP/2 ends one of which a thousand are left within a short time, and all that is under way over it. */
const CALLS_OF_A_CONNECTION = 500;
/** How often a call is made again that was not taken, since its connection was being ended. */
const MOST_REFUSALS = 3;

/** A connection, and its calls. */
interface Connection {
  readonly session: ClientHttp2Session;
  made: number;
  underWay: number;
}

/** One connection over HTTP/2 at a time, made anew when it has ended, and from time to time. */
export class GrpcPeer {
  readonly #url: string;
  readonly #options: SecureClientSessionOptions;
  #connection: Connection | undefined;

  /** @param address HOST:PORT @param tls by what it is known; default: plain text */
  constructor(address: string, tls?: SecureClientSessionOptions) {
    this.#url = `${tls ? 'https' : 'http'}://${address}`;
    this.#options = tls ?? {};
  }

  /**
   * Makes a call, and ends its side of it.
   *
   * @param leaveAfterMs of a call that streams: the time after which it is left, unless something has come before
   * @throws Error when nothing has come for a minute
   */
  async call(call: RawCall, leaveAfterMs?: number): Promise<RawAnswer> {
    let answer = await this.#callOnce(call, leaveAfterMs);
    // The server says of it that it has done nothing (RFC 9113, section 8.7).
    for (let more = MOST_REFUSALS; isRefused(answer) && more > 0; more--) {
      answer = await this.#callOnce(call, leaveAfterMs);
    }
    return answer;
  }

  async #callOnce(
    { path, headers, body }: RawCall,
    leaveAfterMs: number | undefined,
  ): Promise<RawAnswer> {
    const connection = this.#open();
    const { session } = connection;
    connection.made++;
    connection.underWay++;
    const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
    const { promise, resolve } = Promise.withResolvers<RawAnswer>();
    const leaves =
      leaveAfterMs === undefined
        ? undefined
        : setTimeout(() => {
            stream.close(constants.NGHTTP2_CANCEL);
            resolve({ grpcStatus: 1, details: 'left' });
          }, leaveAfterMs);
    let httpStatus: number | undefined;
    const told = (fields: NodeJS.Dict<string | string[]>) => {
      const status = fields['grpc-status'];
      if (status === undefined) return;
      resolve({
        grpcStatus: Number(status),
        details: decodeURIComponent(String(fields['grpc-message'] ?? '')),
      });
    };
    stream.on('response', (fields) => {
      httpStatus = fields[':status'];
      told(fields as NodeJS.Dict<string>);
    });
    stream.on('trailers', (fields) => told(fields as NodeJS.Dict<string>));
    stream.on('error', () => {});
    stream.on('close', () => {
      const { rstCode } = stream;
      if (httpStatus !== undefined && httpStatus !== 200) resolve({ httpStatus });
      else if (rstCode === constants.NGHTTP2_REFUSED_STREAM) resolve({ reset: rstCode });
      else if (session.destroyed || session.closed) resolve({ disconnected: true });
      else resolve({ reset: rstCode ?? 0 });
    });
    // What is streamed may be long: its beginning is enough.
    stream.on('data', () => {
      if (leaveAfterMs === undefined) return;
      stream.close(constants.NGHTTP2_CANCEL);
      resolve({ grpcStatus: 0, details: 'left' });
    });
    stream.end(body);
    try {
      return await hangAfter(promise, path);
    } finally {
      clearTimeout(leaves);
      connection.underWay--;
      this.#endIfDone(connection);
    }
  }

  close(): void {
    this.#connection?.session.destroy();
  }

  #open(): Connection {
    const former = this.#connection;
    const isOpen = former && !former.session.closed && !former.session.destroyed;
    if (isOpen && former.made < CALLS_OF_A_CONNECTION) return former;
    const session = connect(this.#url, this.#options);
    session.on('error', () => {});
    session.setMaxListeners(0);
    this.#connection = { session, made: 0, underWay: 0 };
    if (former) this.#endIfDone(former);
    return this.#connection;
  }

  /** Ends a connection that another one has followed, when nothing is under way over it any more. */
  #endIfDone(connection: Connection): void {
    if (connection === this.#connection || connection.underWay > 0) return;
    connection.session.destroy();
  }
}

function isRefused(answer: RawAnswer): boolean {
  return 'reset' in answer && answer.reset === constants.NGHTTP2_REFUSED_STREAM;
}
