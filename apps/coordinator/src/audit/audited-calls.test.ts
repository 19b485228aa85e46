/** Every order of the table, allowed and refused, stands in the audit log: who, what, about what, and from where. */
import { checkAuditLog, readAuditLog, type AuditEntry } from '@chorus/audit';
import { datasetChunks } from '@chorus/data';
import {
  CHUNK_BYTES,
  clientCredentials,
  createTrustClient,
  grpcTarget,
  joinWithIdToken,
  RPCS,
  type ClientTrust,
  type OrderRpc,
} from '@chorus/proto';
import type { Role } from '@chorus/trust';
import { requestCertificate } from '@chorus/trust/authority';
import { Client, Metadata } from '@grpc/grpc-js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Bench } from '../server/testing/bench.ts';
import { TestTrust } from '../server/testing/test-trust.ts';
import { TestIssuer } from '../trust/testing/test-issuer.ts';

const HOUR_MS = 3_600_000;
const ADA = { role: 'operator', name: 'ada' };
const EVE = { role: 'viewer', name: 'eve' };
const GPU_BOX = { role: 'worker', name: 'gpu-box' };
const LOOPBACK = /^127\.0\.0\.1:\d+$/;

let issuer: TestIssuer;
let trust: TestTrust;
let bench: Bench;

beforeAll(async () => {
  issuer = await TestIssuer.start();
});
afterAll(() => issuer.stop());

beforeEach(async () => {
  trust = await TestTrust.create(issuer.settings({ viewers: ['ml'] }));
  bench = await Bench.start({ trust: trust.coordinator });
  bench.asked = await trust.admit('operator', 'ada');
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  trust[Symbol.dispose]();
});

const createToken = () =>
  trust.store.createToken({ role: 'viewer', lifetimeMs: HOUR_MS, uses: 1 }, Date.now());

/** Knows whom it dials, and shows nothing. */
const stranger = (): ClientTrust => ({ authority: trust.store.authority.certificate });

/** What the log has of calls, without what the coordinator says of itself. */
function entries(): AuditEntry[] {
  const log = readAuditLog(join(bench.folder, 'audit.jsonl'));
  expect(checkAuditLog(log)).not.toHaveProperty('damage');
  return log.lines
    .map(({ entry }) => entry!)
    .filter(({ action }) => !action.startsWith('coordinator-'));
}

/** The entry of the only call of this name. */
async function entryOf(action: string): Promise<AuditEntry> {
  // What is answered by a stream's first message is told before.
  return await vi.waitFor(() => {
    const found = entries().filter((entry) => entry.action === action);
    expect(found).toHaveLength(1);
    return found[0]!;
  });
}

async function joinWith(secret: string, name: string): Promise<void> {
  const { request } = await requestCertificate();
  const client = createTrustClient(bench.coordinator.address, stranger());
  const asked = { secret, name, certificateRequest: request };
  await new Promise<void>((resolve, reject) =>
    client.join(asked, (error) => (error ? reject(error) : resolve())),
  ).finally(() => client.close());
}

async function renewAs(own: ClientTrust): Promise<void> {
  const { request } = await requestCertificate();
  const client = createTrustClient(bench.coordinator.address, own);
  await new Promise<void>((resolve, reject) =>
    client.renew({ certificateRequest: request }, (error) => (error ? reject(error) : resolve())),
  ).finally(() => client.close());
}

async function connectWorker() {
  const own = await trust.admit('worker', 'gpu-box');
  const worker = bench.connect({ workerId: 'gpu-box' }, undefined, own);
  await worker.next('welcome');
  return worker;
}

const ask = (question: Parameters<Bench['ask']>[0], as?: ClientTrust) => bench.ask(question, as);

const cancel = (runId: string) => ask((client, callback) => client.cancelRun({ runId }, callback));

/** How each order is given so that it is allowed. @returns who gave it, and what it is about */
const GIVEN: {
  readonly [Rpc in OrderRpc]: () => Promise<{ by: object; subject?: string; reason?: string }>;
} = {
  SubmitRun: async () => ({ by: ADA, subject: `run ${await bench.submit()}` }),
  async CancelRun() {
    const runId = await bench.submit();
    await cancel(runId);
    return { by: ADA, subject: `run ${runId}` };
  },
  async DeleteRun() {
    const runId = await bench.submit();
    await cancel(runId);
    await ask((client, callback) => client.deleteRun({ runId }, callback));
    return { by: ADA, subject: `run ${runId}` };
  },
  async DrainWorker() {
    await connectWorker();
    await vi.waitFor(() =>
      ask((client, callback) => client.drainWorker({ workerId: 'gpu-box' }, callback)),
    );
    return { by: ADA, subject: 'worker gpu-box' };
  },
  async UploadDataset() {
    const { dataset } = bench;
    await ask((client, callback) => {
      const call = client.uploadDataset(callback);
      call.write({ sha256: dataset.sha256 });
      for (const chunk of datasetChunks(dataset, CHUNK_BYTES)) call.write({ chunk });
      call.end();
    });
    return { by: ADA, subject: `dataset ${dataset.sha256}` };
  },
  async Connect() {
    await connectWorker();
    return { by: GPU_BOX, subject: 'worker gpu-box' };
  },
  async UploadArtifact() {
    const worker = await connectWorker();
    const runId = await bench.submit();
    await worker.upload(await worker.next('assignment'), 'CHECKPOINT', Buffer.from('bytes'));
    return { by: GPU_BOX, subject: `member 1 of run ${runId}` };
  },
  async Join() {
    const { record, secret } = createToken();
    await joinWith(secret, 'eve');
    return { by: { name: 'anybody' }, subject: 'viewer eve', reason: `token ${record.id}` };
  },
  async JoinWithIdToken() {
    const subject = issuer.addAccount('id-eve', { preferred_username: 'eve', groups: ['ml'] });
    const { authority } = stranger();
    await joinWithIdToken(bench.coordinator.address, authority, await issuer.idToken(subject));
    const reason = `account ${issuer.url}#id-eve`;
    return { by: { name: 'anybody' }, subject: 'viewer eve', reason };
  },
  async Renew() {
    await renewAs(await trust.admit('viewer', 'eve'));
    return { by: EVE };
  },
};

const ORDERS = Object.values(RPCS)
  .flatMap((rpcs) => Object.entries(rpcs))
  .filter(([, { effect }]) => effect === 'order')
  .map(([rpc]) => rpc as OrderRpc);

test.each(ORDERS)('%s is audited when it is allowed', async (rpc) => {
  const expected = await GIVEN[rpc]();
  const { sequence: _, time, previous: __, ...entry } = await entryOf(rpc);
  expect(entry).toEqual({
    ...{ action: rpc, ...expected, outcome: 'allowed' },
    from: expect.stringMatching(LOOPBACK),
  });
  expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000);
});

/** Calls every RPC by its path, whatever its kind: who may not call it is told so before anything is read. */
async function callAll(own: ClientTrust): Promise<void> {
  const { address } = bench.coordinator;
  const client = new Client(grpcTarget(address), clientCredentials(address, own));
  const raw = (bytes: Buffer) => bytes;
  const paths = Object.entries(RPCS).flatMap(([service, rpcs]) =>
    Object.keys(rpcs).map((rpc) => `/chorus.v1.${service}/${rpc}`),
  );
  const statuses = paths.map((path) => {
    const call = client.makeBidiStreamRequest(path, raw, raw, new Metadata(), {
      deadline: Date.now() + 20_000,
    });
    call.on('error', () => {});
    call.resume();
    call.end();
    return new Promise((resolve) => call.on('status', resolve));
  });
  await Promise.all(statuses);
  client.close();
}

test('every call that is refused for its caller is audited, also of those that only ask', async () => {
  await callAll(await trust.admit('viewer', 'eve'));
  const refused = entries().filter(({ by }) => by.name === 'eve');
  const expected = Object.values(RPCS)
    .flatMap((rpcs) => Object.entries(rpcs))
    .filter(
      ([, { roles }]) => roles !== 'anybody' && !(roles as readonly Role[]).includes('viewer'),
    )
    .map(([rpc]) => rpc);
  const told = refused.filter(({ reason }) => reason!.startsWith('viewer eve may not call'));
  expect(told.map(({ action }) => action).toSorted()).toEqual(expected.toSorted());
  for (const entry of told) {
    expect(entry).toMatchObject({
      outcome: 'refused',
      by: EVE,
      from: expect.stringMatching(LOOPBACK),
    });
  }
});

test('who shows nothing, or was removed, is audited with what is known of them', async () => {
  await callAll(stranger());
  const own = await trust.admit('operator', 'formerly');
  trust.store.remove({ role: 'operator', name: 'formerly' }, Date.now());
  const listing = ask((client, callback) => client.listRuns({}, callback), own);
  await expect(listing).rejects.toThrow('was removed');
  const lists = entries().filter(({ action }) => action === 'ListRuns');
  expect(lists).toMatchObject(
    [
      { by: { name: 'anybody' }, outcome: 'refused', reason: /^no certificate was shown/ },
      { by: { role: 'operator', name: 'formerly' }, outcome: 'refused', reason: /was removed/ },
    ].map(({ reason, ...rest }) => ({ ...rest, reason: expect.stringMatching(reason) })),
  );
  // Joining needs no certificate, but a token.
  expect(entries().filter(({ action }) => action === 'Join')).toMatchObject([
    { outcome: 'refused' },
  ]);
});

test('what is refused for what was asked is audited with the reason', async () => {
  await expect(cancel('none')).rejects.toThrow();
  expect(await entryOf('CancelRun')).toMatchObject({
    ...{ by: ADA, subject: 'run none', outcome: 'refused' },
    reason: expect.stringContaining('none'),
  });
  const thief = bench.connect(
    { workerId: 'honest' },
    undefined,
    await trust.admit('worker', 'thief'),
  );
  await thief.ended;
  expect(await entryOf('Connect')).toMatchObject({
    ...{ by: { role: 'worker', name: 'thief' }, subject: 'worker honest', outcome: 'refused' },
    reason: expect.stringMatching(/^the certificate is of thief/),
  });
});

test('a token is named by its id, and its secret is in no file', async () => {
  const { record, secret } = createToken();
  await joinWith(secret, 'eve');
  await expect(joinWith(secret, 'bob')).rejects.toThrow('is used up');
  await expect(joinWith('x'.repeat(43), 'bob')).rejects.toThrow('is not known here');
  expect(entries().filter(({ action }) => action === 'Join')).toMatchObject([
    { subject: 'viewer eve', reason: `token ${record.id}` },
    {
      subject: 'somebody bob',
      reason: expect.stringContaining(`the token ${record.id} is used up`),
    },
    { subject: 'somebody bob', reason: expect.stringContaining('is not known here') },
  ]);
  const files = readdirSync(bench.folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const text = readFileSync(join(file.parentPath, file.name), 'latin1');
    expect(text.includes(secret), file.name).toBe(false);
  }
});

test('a stranger who asks without end costs some lines, and how often it was is told at the end', async () => {
  const { address } = bench.coordinator;
  const client = new Client(grpcTarget(address), clientCredentials(address, stranger()));
  const raw = (bytes: Buffer) => bytes;
  const asking = Array.from({ length: 300 }, () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const path = '/chorus.v1.RunService/ListRuns';
    client.makeUnaryRequest(path, raw, raw, Buffer.alloc(0), () => resolve());
    return promise;
  });
  await Promise.all(asking);
  client.close();
  expect(entries()).toHaveLength(3);
  await bench.coordinator.stop();
  expect(entries().slice(3)).toMatchObject([
    { action: 'ListRuns', outcome: 'refused', repeated: 297 },
  ]);
});
