import { Metadata, status, type Server } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunClient } from './client.ts';
import { v1 } from './definition.ts';
import type { RunServiceHandlers } from './generated/chorus/v1/RunService.ts';
import type { WorkerServiceHandlers } from './generated/chorus/v1/WorkerService.ts';
import { PROTOCOL_VERSION } from './protocol-version.ts';
import { bindServer, clientCredentials, createServer } from './transport.ts';

let server: Server;
let address: string;
/** What calls that were answered said. */
let heard: unknown[];

beforeEach(async () => {
  heard = [];
  server = createServer();
  server.addService(v1.RunService.service, {
    ListRuns: ({ metadata }, callback) => {
      heard.push(metadata.get('chorus-protocol-version'));
      callback(null, { runs: [] });
    },
    WatchRun: (call) => call.end(),
  } as Partial<RunServiceHandlers> as RunServiceHandlers);
  server.addService(v1.WorkerService.service, {
    FetchDataset: (call) => call.end(),
  } as Partial<WorkerServiceHandlers> as WorkerServiceHandlers);
  const port = await bindServer(server, '127.0.0.1:0');
  address = `127.0.0.1:${port}`;
});

afterEach(() => server.forceShutdown());

/** Two calls of a client that says a version, or none, as other tools do. */
async function call(version: string | undefined): Promise<unknown> {
  const client = new v1.RunService(address, clientCredentials(address));
  const metadata = new Metadata();
  if (version !== undefined) metadata.set('chorus-protocol-version', version);
  try {
    await new Promise((resolve, reject) => {
      client.listRuns({}, metadata, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
    return await Array.fromAsync(client.watchRun({}, metadata));
  } finally {
    client.close();
  }
}

test('a client says its version in every call', async () => {
  const client = createRunClient(address);
  await new Promise((resolve) => client.listRuns({}, resolve));
  client.close();
  expect(heard).toEqual([[String(PROTOCOL_VERSION)]]);
});

test('who says the same version, or nothing at all, is answered', async () => {
  await call(String(PROTOCOL_VERSION));
  await call(undefined);
  expect(heard).toHaveLength(2);
});

test.each([String(PROTOCOL_VERSION - 1), String(PROTOCOL_VERSION + 1), 'x'])(
  'who says version %s is refused, whatever is asked, with the remedy',
  async (version) => {
    await expect(call(version)).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details:
        `the client speaks protocol version ${Number(version)}, the coordinator ` +
        `${PROTOCOL_VERSION}: install the same version of Chorus on both`,
    });
    expect(heard).toEqual([]);
  },
);

test('a worker of another version is refused as a worker', async () => {
  const client = new v1.WorkerService(address, clientCredentials(address));
  const metadata = new Metadata();
  metadata.set('chorus-protocol-version', '1');
  await expect(Array.fromAsync(client.fetchDataset({}, metadata))).rejects.toMatchObject({
    details: expect.stringMatching(/^the worker speaks protocol version 1, /),
  });
  client.close();
});
