import { bytesOf } from '@chorus/data';
import {
  ChorusError,
  createTrustClient,
  joinCoordinator,
  renewCredentials,
  type ClientTrust,
} from '@chorus/proto';
import type { Identity, JoinToken, Role } from '@chorus/trust';
import { requestCertificate, TrustStore, type TokenWish } from '@chorus/trust/authority';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownTrust, type OpenTrust } from '../trust/own-trust.ts';
import { Bench, PERFECT } from './testing/bench.ts';
import { sha256Of } from './testing/fake-worker.ts';

const HOUR_MS = 3_600_000;

let folder: string;
let store: TrustStore;
let trust: OpenTrust;
let bench: Bench;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-trust-'));
  const nowMs = Date.now();
  store = await TrustStore.create(join(folder, 'trust'), nowMs);
  trust = await ownTrust(
    store,
    () => ['127.0.0.1'],
    () => {},
  );
  bench = await Bench.start({ trust });
  bench.asked = await admit('operator', 'ada');
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  trust.close();
  rmSync(folder, { recursive: true });
});

async function admit(role: Role, name: string): Promise<ClientTrust> {
  const nowMs = Date.now();
  const { secret } = store.createToken({ role, lifetimeMs: HOUR_MS, uses: 1 }, nowMs);
  const { key, request } = await requestCertificate();
  const { certificate } = await store.admit(secret, name, request, nowMs);
  return { authority: store.authority.certificate, pair: { key, certificate } };
}

const cancel = (runId: string, trust?: ClientTrust) =>
  bench.ask((client, callback) => client.cancelRun({ runId }, callback), trust);

test('a run is trained by a worker that is known, over TLS', async () => {
  const worker = bench.connect(
    { workerId: 'gpu-box' },
    undefined,
    await admit('worker', 'gpu-box'),
  );
  const runId = await bench.submit();
  const assignment = await worker.next('assignment');
  await worker.succeed(assignment, bench.perfectPredictions(), PERFECT);
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({ type: 'finished', status: 'succeeded' });
});

test('a worker that says that it is another one is refused, and the other one stays', async () => {
  const honest = bench.connect({ workerId: 'honest' }, undefined, await admit('worker', 'honest'));
  await honest.next('welcome');
  const thief = await admit('worker', 'thief');
  const taking = bench.connect({ workerId: 'honest', incarnation: 9 }, undefined, thief);
  expect(await taking.ended).toMatchObject({
    code: 'refused',
    message:
      'the certificate is of thief, and the worker says that it is honest: start it with --name thief',
  });
  await bench.submit();
  await honest.next('assignment');
});

test("a worker brings and reads nothing of another worker's attempt", async () => {
  const honest = bench.connect({ workerId: 'honest' }, undefined, await admit('worker', 'honest'));
  const other = bench.connect({ workerId: 'other' }, undefined, await admit('worker', 'other'));
  await Promise.all([honest.next('welcome'), other.next('welcome')]);
  const runId = await bench.submit({ epochs: 3 });
  const assignment = await Promise.race([honest.next('assignment'), other.next('assignment')]);
  const holds = (await bench.eventsUntil(runId, 'assigned')).at(-1);
  const [holder, stranger] =
    holds?.type === 'assigned' && holds.worker === 'honest' ? [honest, other] : [other, honest];
  const predictions = bytesOf(bench.perfectPredictions());
  await expect(stranger.upload(assignment, 'PREDICTIONS', predictions)).rejects.toMatchObject({
    code: 'refused',
  });
  const attempt = assignment.attempt!;
  const checkpoint = Buffer.from('a checkpoint');
  await holder.upload(assignment, 'CHECKPOINT', checkpoint);
  await holder.upload(assignment, 'PREDICTIONS', predictions);
  const sha256 = sha256Of(checkpoint);
  holder.report(attempt, { started: { backend: 'fake', device: 'none' } });
  const figures = { loss: 1, accuracy: 0.5, seconds: 1, samplesPerSecond: 9 };
  holder.report(attempt, { epoch: { epoch: 1, ...figures } });
  holder.report(attempt, { checkpoint: { epoch: 1, sha256 } });
  await bench.eventsUntil(runId, 'checkpoint');
  expect(await holder.fetchCheckpoint(attempt, sha256)).toEqual(checkpoint);
  await expect(stranger.fetchCheckpoint(attempt, sha256)).rejects.toThrow('is over');
  // Its own member's checkpoint is all that an attempt reads.
  await expect(holder.fetchCheckpoint(attempt, sha256Of(predictions))).rejects.toThrow(
    'has no such checkpoint',
  );
});

test('who looks gives no orders', async () => {
  const runId = await bench.submit();
  const viewer = await admit('viewer', 'eve');
  const listing = bench.ask((client, callback) => client.listRuns({}, callback), viewer);
  expect(await listing).toMatchObject({ runs: [{ runId }] });
  await expect(cancel(runId, viewer)).rejects.toThrow(
    'viewer eve may not call CancelRun: that is for operator',
  );
  await cancel(runId);
});

test('a worker that is removed is disconnected at once, and does not come back', async () => {
  const trust = await admit('worker', 'gpu-box');
  const worker = bench.connect({ workerId: 'gpu-box' }, undefined, trust);
  await worker.next('welcome');
  const identity: Identity = { role: 'worker', name: 'gpu-box' };
  store.remove(identity, Date.now());
  expect(await worker.ended).toMatchObject({ code: 'unavailable' });
  const again = bench.connect({ workerId: 'gpu-box' }, undefined, trust);
  expect((await again.ended)?.message).toContain('worker gpu-box was removed');
});

describe('joining', () => {
  const token = (
    wish: Partial<TokenWish> = {},
    authority = store.authority.fingerprint,
  ): JoinToken => {
    const asked = { role: 'worker', lifetimeMs: HOUR_MS, uses: 1, ...wish } as const;
    const { secret } = store.createToken(asked, Date.now());
    return { addresses: [bench.coordinator.address], role: asked.role, authority, secret };
  };

  test('a token is all that a machine needs to be known from then on', async () => {
    const { address } = bench.coordinator;
    const { credentials, ...joined } = await joinCoordinator(token(), 'gpu-box');
    expect(joined).toEqual({ address, identity: { role: 'worker', name: 'gpu-box' } });
    const worker = bench.connect({ workerId: 'gpu-box' }, undefined, credentials);
    await worker.next('welcome');
  });

  test('more machines of one address than may connect without a certificate join at once: each is let in', async () => {
    const limits = { strangersPerAddress: 2 };
    await using narrow = await Bench.start({ trust: { ...trust, limits } });
    const { address } = narrow.coordinator;
    const names = Array.from({ length: 12 }, (_, index) => `gpu-box-${index}`);
    const shared = { ...token({ uses: names.length }), addresses: [address] };
    const joined = await Promise.all(names.map((name) => joinCoordinator(shared, name)));
    expect(joined.map(({ identity }) => identity.name)).toEqual(names);
  });

  test('who floods it with tokens that let nobody in is told to come again, and a newcomer joins', async () => {
    const flooding = createTrustClient(bench.coordinator.address, {
      authority: store.authority.certificate,
    });
    const asked = { secret: 'guessed', name: 'nobody', certificateRequest: '' };
    const join = () =>
      new Promise<ChorusError>((resolve) => {
        flooding.join(asked, (error) => resolve(ChorusError.from(error)));
      });
    const answers = Promise.all(Array.from({ length: 100 }, join));
    const { identity } = await joinCoordinator(token(), 'gpu-box');
    expect(identity).toEqual({ role: 'worker', name: 'gpu-box' });
    const again = (await answers).filter(({ retryAfterMs }) => retryAfterMs !== undefined);
    expect(again.length).toBeGreaterThan(0);
    expect(again[0]).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^too many ask for a certificate|takes no more Join at once/),
    });
    flooding.close();
  });

  test('of several addresses the first that answers is taken', async () => {
    const { address } = bench.coordinator;
    const nobody = '127.0.0.1:1';
    const joined = await joinCoordinator({ ...token(), addresses: [nobody, address] }, 'gpu-box');
    expect(joined.address).toBe(address);
    const unreachable = joinCoordinator({ ...token(), addresses: [nobody] }, 'gpu-box-2');
    await expect(unreachable).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('a token that is used up, or has expired, or is for a taken name, lets nobody in', async () => {
    const used = token();
    await joinCoordinator(used, 'one');
    await expect(joinCoordinator(used, 'two')).rejects.toThrow('is used up: it was for 1');
    await expect(joinCoordinator(token(), 'one')).rejects.toThrow('the name one is taken');
    await expect(joinCoordinator(token({ lifetimeMs: -1 }), 'two')).rejects.toThrow('has expired');
  });

  test('a request to join that is sent once more, under whatever name, lets nobody in', async () => {
    const { secret } = token();
    const { key, request } = await requestCertificate();
    const { authority } = store;
    const client = createTrustClient(bench.coordinator.address, {
      authority: authority.certificate,
    });
    const join = (name: string) =>
      new Promise<string>((resolve, reject) => {
        const asked = { secret, name, certificateRequest: request };
        client.join(asked, (error, answer) =>
          error ? reject(ChorusError.from(error)) : resolve(answer!.certificate),
        );
      });
    const certificate = await join('gpu-box');
    for (const name of ['gpu-box', 'another']) {
      await expect(join(name)).rejects.toMatchObject({ code: 'refused' });
    }
    client.close();
    // Who has read the answer has no key to it.
    const stolen = { certificate, key: (await requestCertificate()).key };
    const { address } = bench.coordinator;
    const trust = { authority: authority.certificate, pair: stolen };
    expect(() => createTrustClient(address, trust)).toThrow('key values mismatch');
    const own = bench.connect({ workerId: 'gpu-box' }, undefined, {
      ...trust,
      pair: { certificate, key },
    });
    await own.next('welcome');
  });

  test('a coordinator that another authority vouches for gets no secret', async () => {
    const joining = joinCoordinator(token({}, 'ab'.repeat(32)), 'gpu-box');
    await expect(joining).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('is not the coordinator that the token is for'),
    });
    // The token is as good as before.
    expect(store.admitted.map(({ name }) => name)).toEqual(['ada']);
  });

  test('a certificate is renewed for another key, and the former one is as good until it ends', async () => {
    const { address } = bench.coordinator;
    const { credentials } = await joinCoordinator(token({ role: 'viewer' }), 'eve');
    const renewed = await renewCredentials(address, credentials);
    expect(renewed.pair.key).not.toBe(credentials.pair.key);
    for (const trust of [renewed, credentials]) {
      await bench.ask((client, callback) => client.listRuns({}, callback), trust);
    }
    store.remove({ role: 'viewer', name: 'eve' }, Date.now());
    await expect(renewCredentials(address, renewed)).rejects.toMatchObject({ code: 'refused' });
  });
});
