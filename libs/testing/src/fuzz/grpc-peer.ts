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

/** One connection over HTTP/2, made anew when it has ended. */
export class GrpcPeer {
  readonly #url: string;
  readonly #options: SecureClientSessionOptions;
  #session: ClientHttp2Session | undefined;

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
  async call({ path, headers, body }: RawCall, leaveAfterMs?: number): Promise<RawAnswer> {
    const session = this.#open();
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
      if (httpStatus !== undefined && httpStatus !== 200) resolve({ httpStatus });
      else if (session.destroyed || session.closed) resolve({ disconnected: true });
      else resolve({ reset: stream.rstCode ?? 0 });
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
    }
  }

  close(): void {
    this.#session?.destroy();
  }

  #open(): ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const session = connect(this.#url, this.#options);
    session.on('error', () => {});
    session.setMaxListeners(0);
    return (this.#session = session);
  }
}
