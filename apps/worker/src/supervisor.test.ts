import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { v1, type WorkerMessage } from '@chorus/proto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { ResolvedWorkerOptions } from './options.ts';
import { superviseWorker } from './supervisor.ts';

const never = new AbortController().signal;
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.forceShutdown();
});

function optionsFor(coordinator: string): ResolvedWorkerOptions {
  return {
    coordinator,
    workerId: 'w',
    slots: 1,
    backend: 'wasm',
    allowCpu: true,
    dataDir: undefined,
    home: '/nowhere',
    gpus: [],
    devices: [],
    backendReason: '',
    versions: {},
  };
}

type Connect = (call: Call) => void;
type Call = NodeJS.EventEmitter & {
  write(message: unknown): void;
  end(): void;
};

/** A coordinator of which a test says how it treats a worker that connects. */
async function coordinatorThat(connect: Connect): Promise<string> {
  const server = new Server();
  servers.push(server);
  server.addService(v1.WorkerService.service, { Connect: connect });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return `127.0.0.1:${port}`;
}

test('a coordinator that does not answer ends the worker with the address and a remedy', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  silent.close();
  await once(silent, 'close');
  const outcome = await superviseWorker(optionsFor(`127.0.0.1:${port}`), never, 300);
  expect(outcome).toMatchObject({ type: 'fatal' });
  expect(outcome).toHaveProperty(
    'reason',
    expect.stringMatching(`127.0.0.1:${port}.*--coordinator`),
  );
});

test('a coordinator that refuses it ends the worker at once, with the reason', async () => {
  const refusal = { code: status.FAILED_PRECONDITION, details: 'another protocol version' };
  const address = await coordinatorThat((call) =>
    call.once('data', () => call.emit('error', refusal)),
  );
  const outcome = await superviseWorker(optionsFor(address), never);
  expect(outcome).toEqual({ type: 'fatal', reason: 'another protocol version' });
});

test('a worker whose connection ends joins again, under the same name', async () => {
  const controller = new AbortController();
  const names: string[] = [];
  const address = await coordinatorThat((call) =>
    call.once('data', ({ hello }: WorkerMessage) => {
      names.push(hello!.workerId);
      call.write({ welcome: { heartbeatIntervalMs: 1_000 } });
      if (names.length === 3) controller.abort();
      else call.end();
    }),
  );
  const outcome = await superviseWorker(optionsFor(address), controller.signal);
  expect(outcome).toEqual({ type: 'stopped' });
  expect(names).toEqual(['w', 'w', 'w']);
});

test('heartbeats come as often as the coordinator asks for', async () => {
  const controller = new AbortController();
  let heartbeats = 0;
  const address = await coordinatorThat((call) => {
    call.write({ welcome: { heartbeatIntervalMs: 10 } });
    call.on('data', ({ heartbeat }: WorkerMessage) => {
      if (heartbeat) heartbeats += 1;
      if (heartbeats === 3) controller.abort();
    });
    call.on('error', () => {});
  });
  await superviseWorker(optionsFor(address), controller.signal);
  expect(heartbeats).toBeGreaterThanOrEqual(3);
});
