import { status } from '@grpc/grpc-js';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { superviseWorker } from './supervisor.ts';
import { optionsFor, WorkerBench } from './testing/worker-bench.ts';

const { signal: never } = new AbortController();

/** HOST:PORT at which nobody listens. */
async function silentAddress(): Promise<string> {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  silent.close();
  await once(silent, 'close');
  return `127.0.0.1:${port}`;
}

/** The end of a worker that tries to reach its coordinator for so long. */
function outcomeOf(coordinator: string, giveUpStrangerAfterMs: number) {
  const requests = { drain: never, end: never };
  return superviseWorker(optionsFor(coordinator), requests, { giveUpStrangerAfterMs });
}

test('a coordinator that does not answer ends the worker with the address and a remedy', async () => {
  const address = await silentAddress();
  expect(await outcomeOf(address, 300)).toEqual({
    type: 'fatal',
    reason: expect.stringMatching(`at ${address} \\(.*\\): .*--coordinator$`) as string,
  });
});

test('a proxy that a coordinator would be reached through is named', async () => {
  const proxy = await silentAddress();
  vi.stubEnv('http_proxy', `http://${proxy}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await outcomeOf('coordinator.example:50051', 0)).toEqual({
    type: 'fatal',
    reason: expect.stringContaining(
      `at coordinator.example:50051 through the proxy ${proxy} of the environment`,
    ) as string,
  });
});

test('a coordinator that refuses it ends the worker at once, with the reason', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.nextSession();
  session.fail({ code: status.FAILED_PRECONDITION, details: 'another protocol version' });
  expect(await bench.outcome).toEqual({ type: 'fatal', reason: 'another protocol version' });
});

test('a worker whose connection ends joins again, under the same name and incarnation', async () => {
  await using bench = await WorkerBench.start();
  for (let round = 0; round < 3; round++) {
    const session = await bench.coordinator.nextSession();
    const { workerId, incarnation } = optionsFor('');
    expect(session.hello).toMatchObject({ workerId, incarnation });
    if (round === 1) session.welcome();
    session.fail({ code: status.UNAVAILABLE, details: 'it was cut' });
  }
});

test('a worker that was welcomed once waits longer for its coordinator than a stranger', async () => {
  await using bench = await WorkerBench.start({ giveUpStrangerAfterMs: 0 });
  const session = await bench.coordinator.welcomeNext();
  session.fail({ code: status.UNAVAILABLE, details: 'it was cut' });
  await bench.coordinator.welcomeNext();
});

test('a coordinator that does not come back is given up', async () => {
  await using bench = await WorkerBench.start({ giveUpAfterMs: 0 });
  const session = await bench.coordinator.nextSession();
  session.welcome(1);
  await session.next('heartbeat');
  bench.coordinator.stop();
  expect(await bench.outcome).toMatchObject({ type: 'fatal' });
});

test('a worker that is asked to end while it looks for a coordinator ends', async () => {
  await using bench = await WorkerBench.start();
  bench.coordinator.stop();
  bench.drain();
  expect(await bench.outcome).toEqual({ type: 'stopped' });
});

test('W1: heartbeats come as often as the coordinator asks for', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.nextSession();
  session.welcome(10);
  for (let beat = 0; beat < 3; beat++) await session.next('heartbeat');
});
