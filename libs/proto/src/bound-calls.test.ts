import type { Server } from '@grpc/grpc-js';
import { ChorusError } from '@chorus/errors';
import { CertificateAuthority, requestCertificate } from '@chorus/trust/authority';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CallLimits } from './bound-calls.ts';
import { createRunClient } from './client.ts';
import { v1 } from './definition.ts';
import type { RunServiceHandlers } from './generated/chorus/v1/RunService.ts';
import { bindServer, createServer, openServer, type ClientTrust } from './transport.ts';

const LIMITS: CallLimits = { WatchRun: { all: 3, each: 2 } };

let closing: (() => void)[];
beforeEach(() => void (closing = []));
afterEach(() => closing.forEach((close) => close()));

/** A server on which every watcher is kept waiting. */
function waitingServer(isAdmitted?: () => boolean): Server {
  const server = createServer({ isAdmitted, callLimits: LIMITS });
  server.addService(v1.RunService.service, {
    WatchRun: (call) => call.sendMetadata(call.metadata),
    ListRuns: (_, callback) => callback(null, { runs: [] }),
  } as Partial<RunServiceHandlers> as RunServiceHandlers);
  closing.push(() => server.forceShutdown());
  return server;
}

/** Watches. @returns how it ends, if it does at once; and what ends it */
async function watch(address: string, trust?: ClientTrust) {
  const client = createRunClient(address, trust);
  closing.push(() => client.close());
  const call = client.watchRun({});
  const { promise, resolve } = Promise.withResolvers<ChorusError | undefined>();
  call.on('metadata', () => resolve(undefined));
  call.on('error', (error) => resolve(ChorusError.from(error)));
  call.resume();
  return { refused: await promise, cancel: () => call.cancel() };
}

test('only so many calls are under way at once; the others are told when to come again, and get in when one has ended', async () => {
  const address = `127.0.0.1:${await bindServer(waitingServer(), '127.0.0.1:0')}`;
  const first = await watch(address);
  for (const { refused } of [first, await watch(address), await watch(address)]) {
    expect(refused).toBeUndefined();
  }
  expect((await watch(address)).refused).toMatchObject({
    code: 'unavailable',
    retryAfterMs: 1_000,
    message:
      'the coordinator takes no more WatchRun at once, 3 are under way: try again in a moment',
  });
  first.cancel();
  await vi.waitFor(async () => expect((await watch(address)).refused).toBeUndefined());
  // Other calls have places of their own.
  const client = createRunClient(address);
  closing.push(() => client.close());
  const listing = new Promise((resolve, reject) => {
    client.listRuns({}, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  expect(await listing).toEqual({ runs: [], nextPageToken: '' });
});

test('one caller leaves places to others', async () => {
  const terms = { nowMs: Date.now(), lifetimeMs: 600_000 };
  const { authority } = await CertificateAuthority.create(terms.nowMs);
  const known = async (name: string): Promise<ClientTrust> => {
    const { key, request } = await requestCertificate();
    const certificate = await authority.certify(request, { role: 'viewer', name }, terms);
    return { authority: authority.certificate, pair: { key, certificate } };
  };
  const pair = await authority.serverPair(['127.0.0.1'], terms);
  const trust = { pair, authority: authority.certificate };
  const door = await openServer(
    waitingServer(() => true),
    '127.0.0.1:0',
    trust,
  );
  closing.push(() => door.close());
  const address = `127.0.0.1:${door.port}`;
  const [greedy, modest] = [await known('greedy'), await known('modest')];
  expect((await watch(address, greedy)).refused).toBeUndefined();
  expect((await watch(address, greedy)).refused).toBeUndefined();
  expect((await watch(address, greedy)).refused?.message).toContain('you have too many under way');
  expect((await watch(address, modest)).refused).toBeUndefined();
});
