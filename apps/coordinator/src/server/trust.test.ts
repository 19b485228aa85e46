import { bytesOf } from '@chorus/data';
import type { ClientTrust } from '@chorus/proto';
import type { Identity, Role } from '@chorus/trust';
import { requestCertificate, TrustStore } from '@chorus/trust/authority';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench, PERFECT } from './testing/bench.ts';
import { sha256Of } from './testing/fake-worker.ts';

const HOUR_MS = 3_600_000;

let folder: string;
let store: TrustStore;
let bench: Bench;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-trust-'));
  const nowMs = Date.now();
  store = await TrustStore.create(join(folder, 'trust'), nowMs);
  const pair = await store.authority.serverPair(['127.0.0.1'], { nowMs, lifetimeMs: HOUR_MS });
  bench = await Bench.start({
    trust: {
      pair,
      authority: store.authority.certificate,
      isAdmitted: (identity) => store.isAdmitted(identity),
      onRemoved: (told) => store.onRemoved(told),
    },
  });
  bench.asked = await admit('operator', 'ada');
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
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
