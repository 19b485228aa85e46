import { bindServer, createServer, v1, type RunServiceHandlers } from '@chorus/proto';
import { status, type sendUnaryData, type Server } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask } from './ask.ts';

let server: Server;
let address: string;

beforeEach(async () => {
  server = createServer();
  // A coordinator that is too slow for every question: here its time has always passed.
  const late = (_: unknown, callback: sendUnaryData<never>) =>
    callback({ code: status.DEADLINE_EXCEEDED, details: 'late' });
  const handlers = Object.keys(v1.RunService.service).map((rpc) => [rpc, late]);
  server.addService(v1.RunService.service, Object.fromEntries(handlers) as RunServiceHandlers);
  address = `127.0.0.1:${await bindServer(server, '127.0.0.1:0')}`;
});

afterEach(() => server.forceShutdown());

test('an order that is not answered in time may still be carried out, which is told', async () => {
  await expect(ask(address, 'CancelRun', { runId: 'one' })).rejects.toThrow(
    `the coordinator at ${address} has not answered in time, but may still do what it was asked: ` +
      "'npx chorus runs' and 'npx chorus workers' tell",
  );
});

test('a query that is not answered in time has no answer, nor an order to nobody', async () => {
  const nobody = `no coordinator answers at ${address}: start one with 'npx chorus serve'`;
  await expect(ask(address, 'ListRuns', {})).rejects.toThrow(nobody);
  server.forceShutdown();
  await expect(ask(address, 'CancelRun', { runId: 'one' })).rejects.toThrow(nobody);
});
