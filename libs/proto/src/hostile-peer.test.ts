/** What a peer that speaks HTTP/2 by itself can do to a server, and what ends it. */
import type { Server } from '@grpc/grpc-js';
import { on, once, type EventEmitter } from 'node:events';
import { connect, constants, type ClientHttp2Session } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { v1 } from './definition.ts';
import type { RunServiceHandlers } from './generated/chorus/v1/RunService.ts';
import { bindServer, createServer } from './transport.ts';

const PATH = '/chorus.v1.RunService/ListRuns';
const HEADERS = {
  ':method': 'POST',
  ':path': PATH,
  'content-type': 'application/grpc',
  te: 'trailers',
};

let server: Server;
let port: number;
let session: ClientHttp2Session;
let answered = 0;

beforeEach(async () => {
  server = createServer();
  answered = 0;
  server.addService(v1.RunService.service, {
    ListRuns: (_, callback) => {
      answered += 1;
      callback(null, { runs: [] });
    },
  } as Partial<RunServiceHandlers> as RunServiceHandlers);
  port = await bindServer(server, '127.0.0.1:0');
  session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
});
afterEach(() => {
  session.destroy();
  server.forceShutdown();
});

/** Resolves when it is closed, with or without an error. */
function closed(emitter: EventEmitter): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  emitter.once('close', resolve);
  return promise;
}

test('a connection has a bounded number of calls under way', async () => {
  const [settings] = await once(session, 'remoteSettings');
  expect(settings.maxConcurrentStreams).toBe(1_100);
});

test('a peer that begins calls and resets them without end is disconnected', async () => {
  const ended = closed(session);
  await once(session, 'remoteSettings');
  let begun = 0;
  const flood = () => {
    for (let call = 0; call < 200 && !session.destroyed && !session.closed; call++) {
      const stream = session.request(HEADERS);
      stream.on('error', () => {});
      stream.close(constants.NGHTTP2_CANCEL);
      begun += 1;
    }
    if (!session.destroyed && begun < 100_000) setImmediate(flood);
  };
  flood();
  await ended;
  expect(begun).toBeLessThan(100_000);
});

test('a peer that pings without end is disconnected', async () => {
  const socket = connectSocket(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  const ended = closed(socket);
  const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
  socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), settings]));
  const ping = Buffer.concat([Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0]), Buffer.alloc(8)]);
  const answer = Buffer.from([0, 0, 8, 6, 1]);
  socket.write(ping);
  const seen: Buffer[] = [];
  for await (const [bytes] of on(socket, 'data')) {
    seen.push(bytes as Buffer);
    if (Buffer.concat(seen).includes(answer)) break;
  }
  // From now on nothing is read: the answers stay in the way.
  socket.pause();
  const pings = Buffer.concat(Array.from({ length: 10_000 }, () => ping));
  let sent = 0;
  const flood = () => {
    while (!socket.destroyed && sent < 1_000_000) {
      sent += 10_000;
      if (!socket.write(pings)) return void socket.once('drain', flood);
    }
  };
  flood();
  await ended;
  expect(sent).toBeLessThan(1_000_000);
});

test('headers that are too many or too long reach nobody', async () => {
  const large = { ...HEADERS, 'x-large': 'x'.repeat(200_000) };
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`x-${i}`, '1']));
  for (const headers of [large, { ...HEADERS, ...many }]) {
    const stream = session.request(headers);
    stream.end(Buffer.alloc(5));
    stream.on('error', () => {});
    stream.resume();
    await closed(stream);
    expect(stream.rstCode, JSON.stringify(headers).slice(0, 80)).not.toBe(0);
    if (session.destroyed) {
      session = connect(`http://127.0.0.1:${port}`);
      session.on('error', () => {});
    }
  }
  expect(answered).toBe(0);
});
