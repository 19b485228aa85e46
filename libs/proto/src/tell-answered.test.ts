import { status, type Server } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunClient, createWorkerClient } from './client.ts';
import { v1 } from './definition.ts';
import type { RunServiceHandlers } from './generated/chorus/v1/RunService.ts';
import type { WorkerServiceHandlers } from './generated/chorus/v1/WorkerService.ts';
import type { AnsweredCall } from './tell-answered.ts';
import { bindServer, createServer } from './transport.ts';

let server: Server;
let address: string;
let told: AnsweredCall[];
let tellNext: PromiseWithResolvers<void>;

beforeEach(async () => {
  told = [];
  tellNext = Promise.withResolvers();
  const answered = (call: AnsweredCall) => {
    told.push(call);
    tellNext.resolve();
  };
  server = createServer({ answered });
  address = `127.0.0.1:${await bindServer(server, '127.0.0.1:0')}`;
});
afterEach(() => server.forceShutdown());

function serveRuns(handlers: Partial<RunServiceHandlers>): void {
  server.addService(v1.RunService.service, handlers as RunServiceHandlers);
}

test('a call is told once, with what was asked and answered, before its caller hears of it', async () => {
  serveRuns({ SubmitRun: (_, callback) => callback(null, { runId: 'run-1' }) });
  const client = createRunClient(address);
  const toldBefore = await new Promise((resolve) =>
    client.submitRun({ protocolVersion: 7 }, () => resolve(told.length)),
  );
  client.close();
  expect(toldBefore).toBe(1);
  expect(told).toMatchObject([
    {
      ...{ rpc: 'SubmitRun', facts: { effect: 'order' }, caller: undefined, refusal: undefined },
      ...{ request: { protocolVersion: 7 }, response: { runId: 'run-1' } },
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    },
  ]);
});

test('a call that is refused is told with the reason', async () => {
  const refusal = { code: status.NOT_FOUND, details: 'there is no such run' };
  serveRuns({ CancelRun: (_, callback) => callback(refusal) });
  const client = createRunClient(address);
  await new Promise<void>((resolve) => client.cancelRun({ runId: 'none' }, () => resolve()));
  client.close();
  expect(told).toMatchObject([{ request: { runId: 'none' }, response: undefined, refusal }]);
});

test('a session is told when it begins, and not again when it ends', async () => {
  const ends = Promise.withResolvers<void>();
  const handlers: Partial<WorkerServiceHandlers> = {
    Connect(call) {
      call.once('data', () => call.write({ welcome: {} }));
      call.once('end', () => {
        call.emit('error', { code: status.FAILED_PRECONDITION, details: 'later' });
        ends.resolve();
      });
    },
  };
  server.addService(v1.WorkerService.service, handlers as WorkerServiceHandlers);
  const client = createWorkerClient(address);
  const call = client.connect();
  call.on('error', () => {});
  call.write({ hello: { workerId: 'gpu-box' } });
  await new Promise((resolve) => call.once('data', resolve));
  expect(told).toMatchObject([{ rpc: 'Connect', request: { hello: { workerId: 'gpu-box' } } }]);
  call.end();
  await ends.promise;
  client.close();
  expect(told).toHaveLength(1);
});

test('what was done for somebody who has left meanwhile is told all the same', async () => {
  const [begun, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  serveRuns({
    CancelRun(call, callback) {
      call.on('cancelled', () => left.resolve());
      begun.resolve();
      void left.promise.then(() => callback(null, {}));
    },
  });
  const client = createRunClient(address);
  const call = client.cancelRun({ runId: 'run-1' }, () => {});
  await begun.promise;
  call.cancel();
  await tellNext.promise;
  client.close();
  expect(told).toMatchObject([
    { rpc: 'CancelRun', request: { runId: 'run-1' }, refusal: undefined },
  ]);
  expect(told[0]!.peer).toMatch(/^127\.0\.0\.1:\d+$/);
});
