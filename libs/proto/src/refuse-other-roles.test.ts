import { Client, Metadata, status, type Server, type ServiceDefinition } from '@grpc/grpc-js';
import { ROLES, type Identity, type Role } from '@chorus/trust';
import { CertificateAuthority, requestCertificate } from '@chorus/trust/authority';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v1 } from './definition.ts';
import { grpcTarget } from './address.ts';
import { RPCS } from './rpcs.ts';
import { clientCredentials, createServer, openServer, type ClientTrust } from './transport.ts';

const terms = { nowMs: Date.now(), lifetimeMs: 600_000 };
const SERVICES: Record<string, ServiceDefinition> = {
  RunService: v1.RunService.service,
  WorkerService: v1.WorkerService.service,
  TrustService: v1.TrustService.service,
};
/** What needs no certificate: whoever has a token joins by it. */
/** By which somebody comes to be known. */
const JOINING = ['TrustService/DescribeLogin', 'TrustService/Join', 'TrustService/JoinWithIdToken'];
/** The status of an RPC that got through: nobody has implemented it here. */
const THROUGH = status.UNIMPLEMENTED;

let server: Server;
let address: string;
let close: () => void;
let authority: CertificateAuthority;
const removed = new Set<string>();

beforeAll(async () => {
  ({ authority } = await CertificateAuthority.create(terms.nowMs));
  server = createServer({ isAdmitted: ({ name }) => !removed.has(name) });
  for (const service of Object.values(SERVICES)) {
    const refuse = Object.keys(service).map((rpc) => [rpc, notImplemented] as const);
    server.addService(service, Object.fromEntries(refuse));
  }
  const pair = await authority.serverPair(['127.0.0.1'], terms);
  const trust = { pair, authority: authority.certificate };
  const door = await openServer(server, '127.0.0.1:0', trust);
  address = `127.0.0.1:${door.port}`;
  close = () => door.close();
});
afterAll(() => {
  server.forceShutdown();
  close();
});

function notImplemented(call: { emit?: unknown }, callback?: unknown): void {
  const answer = { code: THROUGH, details: '' };
  if (typeof callback === 'function') callback(answer);
  else (call.emit as (name: string, value: unknown) => void).call(call, 'error', answer);
}

async function trustOf(identity?: Identity): Promise<ClientTrust> {
  const trust = { authority: authority.certificate };
  if (!identity) return trust;
  const { key, request } = await requestCertificate();
  const certificate = await authority.certify(request, identity, terms);
  return { ...trust, pair: { key, certificate } };
}

/** Calls every RPC. @returns the status of each, by service and name */
async function callAll(trust?: ClientTrust): Promise<Record<string, status>> {
  const client = new Client(grpcTarget(address), clientCredentials(address, trust));
  const paths = Object.values(SERVICES).flatMap((service) => Object.values(service));
  const statuses = paths.map(({ path }) => {
    const raw = (bytes: Buffer) => bytes;
    const call = client.makeBidiStreamRequest(path, raw, raw, new Metadata(), {
      deadline: Date.now() + 10_000,
    });
    call.end(Buffer.alloc(0));
    call.resume();
    return new Promise<[string, status]>((resolve) => {
      call.on('error', () => {});
      call.on('status', ({ code }) => resolve([path.replace('/chorus.v1.', ''), code]));
    });
  });
  const all = Object.fromEntries(await Promise.all(statuses));
  client.close();
  return all;
}

/** What the caller of an RPC is told. */
async function detailsOf(path: string, trust: ClientTrust): Promise<string> {
  const client = new Client(grpcTarget(address), clientCredentials(address, trust));
  const raw = (bytes: Buffer) => bytes;
  const call = client.makeServerStreamRequest(path, raw, raw, Buffer.alloc(0), new Metadata(), {
    deadline: Date.now() + 10_000,
  });
  call.resume();
  const { promise, resolve } = Promise.withResolvers<string>();
  call.on('error', () => {});
  call.on('status', ({ details }) => resolve(details));
  const details = await promise;
  client.close();
  return details;
}

/** What each RPC's row of the table says about a role. */
function expected(role: Role): Record<string, status> {
  const rows = Object.entries(RPCS).flatMap(([service, rpcs]) =>
    Object.entries(rpcs).map(([rpc, { roles }]) => {
      const may = roles === 'anybody' || (roles as readonly Role[]).includes(role);
      return [`${service}/${rpc}`, may ? THROUGH : status.PERMISSION_DENIED] as const;
    }),
  );
  return Object.fromEntries(rows);
}

/** What calls came to, of those by which somebody comes to be known, and of all others. */
function byJoining(all: Readonly<Record<string, status>>) {
  const sorted = Object.entries(all).toSorted();
  return Object.groupBy(sorted, ([rpc]) => `${JOINING.includes(rpc)}` as 'true' | 'false');
}

test.each(ROLES)('a %s may call what the table says, and nothing else', async (role) => {
  const all = await callAll(await trustOf({ role, name: 'somebody' }));
  expect(all).toEqual(expected(role));
  expect(Object.keys(all).length).toBeGreaterThan(13);
});

test('no role may do everything, and what changes something is not for those who look', () => {
  for (const [rpc, code] of Object.entries(expected('viewer'))) {
    const [service, name] = rpc.split('/') as [keyof typeof RPCS, never];
    const changes = service !== 'TrustService' && code === THROUGH;
    if (changes) expect(RPCS[service][name], rpc).toMatchObject({ effect: 'query' });
  }
  for (const role of ROLES) {
    expect(Object.values(expected(role))).toContain(status.PERMISSION_DENIED);
  }
});

test('who shows no certificate may join, and do nothing else', async () => {
  const { true: joining, false: others } = byJoining(await callAll(await trustOf()));
  expect(joining).toEqual(JOINING.map((rpc) => [rpc, THROUGH]));
  expect(new Set(others!.map(([, code]) => code))).toEqual(new Set([status.UNAUTHENTICATED]));
});

test('who is not known is told why: by what they show, and the clock here where that decides', async () => {
  const identity: Identity = { role: 'worker', name: 'gpu-box' };
  const reasonFor = async (by: CertificateAuthority, nowMs: number) => {
    const { key, request } = await requestCertificate();
    const certificate = await by.certify(request, identity, { nowMs, lifetimeMs: 1_000 });
    const trust = { authority: authority.certificate, pair: { key, certificate } };
    return detailsOf('/chorus.v1.RunService/ListRuns', trust);
  };
  const other = (await CertificateAuthority.create(terms.nowMs)).authority;
  const hour = 3_600_000;
  const past = await reasonFor(authority, terms.nowMs - hour);
  const date = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
  const remedy = 'join with a token';
  expect(past).toMatch(
    new RegExp(
      `^the certificate of worker gpu-box was valid until ${date}, and the clock here says ${date} .*: ${remedy}`,
    ),
  );
  expect(await reasonFor(authority, terms.nowMs + hour)).toMatch(
    new RegExp(`^the certificate of worker gpu-box is valid from ${date} on, and .* ${date} `),
  );
  expect(await reasonFor(other, terms.nowMs - hour)).toMatch(
    /^the certificate of worker gpu-box is of another authority than this coordinator's: join/,
  );
  const ofServer = {
    authority: authority.certificate,
    pair: await authority.serverPair(['localhost'], terms),
  };
  expect(await detailsOf('/chorus.v1.RunService/ListRuns', ofServer)).toMatch(
    /^the certificate is not accepted \(INVALID_PURPOSE\): join/,
  );
  expect(await detailsOf('/chorus.v1.RunService/ListRuns', await trustOf())).toMatch(
    /^no certificate was shown: join/,
  );
});

test('who was removed may call nothing any more', async () => {
  const trust = await trustOf({ role: 'operator', name: 'formerly' });
  expect((await callAll(trust))['RunService/ListRuns']).toBe(THROUGH);
  removed.add('formerly');
  const { false: others } = byJoining(await callAll(trust));
  expect(new Set(others!.map(([, code]) => code))).toEqual(new Set([status.UNAUTHENTICATED]));
});

test('who speaks plain text gets no answer', async () => {
  const all = Object.values(await callAll());
  expect(new Set(all)).toEqual(new Set([status.UNAVAILABLE]));
});
