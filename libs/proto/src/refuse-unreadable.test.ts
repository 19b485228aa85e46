import { status, type Server } from '@grpc/grpc-js';
import { GrpcPeer } from '@chorus/testing/fuzz';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { v1 } from './definition.ts';
import type { RunServiceHandlers } from './generated/chorus/v1/RunService.ts';
import { bindServer, createServer } from './transport.ts';

const HEADERS = { 'content-type': 'application/grpc', te: 'trailers' };

let server: Server;
let peer: GrpcPeer;

beforeEach(async () => {
  server = createServer();
  server.addService(v1.RunService.service, {
    ListRuns: (_, callback) => callback(null, { runs: [] }),
  } as Partial<RunServiceHandlers> as RunServiceHandlers);
  peer = new GrpcPeer(`127.0.0.1:${await bindServer(server, '127.0.0.1:0')}`);
});
afterEach(() => {
  peer.close();
  server.forceShutdown();
});

test.for<[what: string, headers: Record<string, string>, body: readonly number[]]>([
  // Field 1, written in a way that there is not.
  ['is no message', {}, [0, 0, 0, 0, 1, 15]],
  ['is not compressed as it says', { 'grpc-encoding': 'gzip' }, [1, 0, 0, 0, 2, 10, 5]],
  ['has a deadline that is none', { 'grpc-timeout': '1 day' }, [0, 0, 0, 0, 0]],
])('a request that %s is refused as what it is, no defect of the server', async (row) => {
  const [, headers, body] = row;
  const path = '/chorus.v1.RunService/ListRuns';
  const call = { path, headers: { ...HEADERS, ...headers }, body: Buffer.from(body) };
  expect(await peer.call(call)).toMatchObject({
    grpcStatus: status.INVALID_ARGUMENT,
    details: expect.stringContaining('the request cannot be read'),
  });
});
