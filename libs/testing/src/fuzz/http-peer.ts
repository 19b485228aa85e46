/** A peer that speaks HTTP/1.1 by itself, as it likes. */
import fc, { type Arbitrary } from 'fast-check';
import { hangAfter } from './hang-after.ts';
import type { Dial } from './dial.ts';

/** A request of whom a server is for: what is altered. */
export interface HonestRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

const METHODS = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'CONNECT', 'PRI'],
  ...['get', 'BREW', '', ' ', 'G\0T'],
];
const ODD_PATHS = [
  ...['/', '//', '/..', '/../../etc/passwd', '/%', '/%00', '/%ff', '/%2e%2e/%2e%2e/etc/passwd'],
  ...[
    '*',
    'http://example.org/',
    'http://[',
    '/api/runs/%E0%A4%A',
    `/${'a/'.repeat(2_000)}`,
    '?',
    '#',
  ],
  ...['/v2/models/%ff/infer', '/v2/models/%/ready', '/api/runs/__proto__', '/\u001b[2J'],
];
const ODD_HEADERS: readonly (readonly [string, string])[] = [
  ['Host', 'example.org'],
  ['Host', ''],
  ['Host', '[::'],
  ['Content-Length', '-1'],
  ['Content-Length', '99999999999999999999'],
  ['Content-Length', 'x'],
  ['Transfer-Encoding', 'chunked'],
  ['Transfer-Encoding', 'x'],
  ['Content-Encoding', 'gzip'],
  ['Content-Type', ''],
  ['Origin', 'http://example.org'],
  ['Origin', 'null'],
  ['Cookie', 'a=b; =; ;;'],
  ['Cookie', 'x'.repeat(5_000)],
  ['Range', 'bytes=5-1'],
  ['Last-Event-ID', 'x'],
  ['Last-Event-ID', '-1'],
  ['Expect', '100-continue'],
  ['Expect', 'x'],
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Authorization', 'Basic !!'],
  ['Inference-Header-Content-Length', '-1'],
  ['Inference-Header-Content-Length', '99999'],
  ['Inference-Header-Content-Length', '5'],
  ['X-Long', 'x'.repeat(20_000)],
  ['\0', 'x'],
  ['X\u0001', 'x\u0001'],
];

const randomBytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const flip = fc.record({ at: fc.nat(0xffff), bit: fc.nat(7) });

/** Some of these requests, altered in what they ask, in their headers and bodies, and in their bytes. */
export function mutatedRequests(
  honest: readonly HonestRequest[],
  bodies?: Arbitrary<Buffer>,
): Arbitrary<Buffer> {
  return fc
    .record({
      request: fc.constantFrom(...honest),
      method: fc.option(fc.constantFrom(...METHODS), { freq: 4 }),
      path: fc.option(fc.oneof(fc.constantFrom(...ODD_PATHS), fc.webPath(), fc.string()), {
        freq: 3,
      }),
      query: fc.option(
        fc.oneof(fc.webQueryParameters(), fc.constantFrom('from=-1', 'from=1e9', 'from=%')),
        { freq: 4 },
      ),
      headers: fc.array(fc.constantFrom(...ODD_HEADERS), { maxLength: 2 }),
      body: fc.option(bodies ?? randomBytes, { freq: 2 }),
      flips: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(flip, { maxLength: 3 }) },
      ),
    })
    .map(({ request, method, path, query, headers, body, flips }) => {
      const target = `${path ?? request.path}${query === null ? '' : `?${query}`}`;
      const content = Buffer.from(body ?? request.body ?? Buffer.alloc(0));
      const lines = [
        `${method ?? request.method} ${target} HTTP/1.1`,
        ...Object.entries({ ...request.headers, Connection: 'close' }).map(
          ([name, value]) => `${name}: ${value}`,
        ),
        ...headers.map(([name, value]) => `${name}: ${value}`),
        ...(headers.some(([name]) => name === 'Host') ? [] : ['Host: localhost']),
        ...(headers.some(([name]) => name === 'Content-Length')
          ? []
          : [`Content-Length: ${content.length}`]),
      ];
      const bytes = Buffer.concat([
        Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'),
        content,
      ]);
      for (const { at, bit } of flips) {
        const place = Math.floor((at / 0x1_0000) * bytes.length);
        bytes[place] = bytes[place]! ^ (1 << bit);
      }
      return bytes;
    });
}

/**
 * Sends a request, and ends its side of the connection.
 *
 * @returns the status of the answer; undefined where the connection was closed without one
 * @throws Error when nothing has come for a minute
 */
export async function askRaw(dial: Dial, request: Buffer): Promise<number | undefined> {
  const socket = dial();
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  let seen = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('close', () => resolve(undefined));
  socket.on('data', (bytes) => {
    seen = Buffer.concat([seen, bytes]);
    const status = /^HTTP\/1\.1 (\d{3})/.exec(seen.toString('latin1', 0, 20))?.[1];
    if (status !== undefined && status !== '100') resolve(Number(status));
  });
  socket.end(request);
  try {
    return await hangAfter(promise, 'the request');
  } finally {
    socket.destroy();
  }
}
