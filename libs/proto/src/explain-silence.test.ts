import { status, type ServiceError } from '@grpc/grpc-js';
import type { Identity } from '@chorus/trust';
import { CertificateAuthority, requestCertificate } from '@chorus/trust/authority';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { createRunClient } from './client.ts';
import { explainSilence } from './explain-silence.ts';
import type { ClientTrust } from './transport.ts';

const HOUR_MS = 3_600_000;
const nowMs = Date.now();
const { authority } = await CertificateAuthority.create(nowMs - 100 * HOUR_MS);
const { authority: other } = await CertificateAuthority.create(nowMs - 100 * HOUR_MS);
const HERE = ['127.0.0.1', 'localhost'];
const now = { nowMs, lifetimeMs: HOUR_MS };
const past = { nowMs: nowMs - 2 * HOUR_MS, lifetimeMs: HOUR_MS };
const future = { nowMs: nowMs + HOUR_MS, lifetimeMs: HOUR_MS };
const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listen(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Something in TLS, which says nothing when it is entered. */
function showing(
  { key, certificate }: { readonly key: string; readonly certificate: string },
  by = authority,
  options: TlsOptions = { minVersion: 'TLSv1.3' },
): Promise<string> {
  const shown = { key, cert: certificate + by.certificate };
  const server = createTlsServer({ ...shown, ALPNProtocols: ['h2'], ...options });
  server.on('tlsClientError', () => {});
  return listen(server.on('secureConnection', (socket) => socket.on('error', () => {})));
}

async function certified(identity: Identity, terms = now) {
  const { key, request } = await requestCertificate();
  return { key, certificate: await authority.certify(request, identity, terms) };
}

const JOINED: ClientTrust = {
  authority: authority.certificate,
  pair: await certified({ role: 'operator', name: 'ada' }),
};

/** Why it says that there is no connection. */
async function said(address: string, trust?: ClientTrust): Promise<string | undefined> {
  const error = await explainSilence(address, trust);
  if (error) expect(error.code).toBe('refused');
  return error?.message.replace(address, 'ADDRESS');
}

/** What a client gets of a call. */
async function calls(address: string, trust: ClientTrust): Promise<ServiceError> {
  const client = createRunClient(address, trust);
  const { promise, resolve } = Promise.withResolvers<ServiceError>();
  client.listRuns({}, { deadline: Date.now() + 20_000 }, (error) => resolve(error!));
  const error = await promise;
  client.close();
  return error;
}

/** Nobody gets through to whoever is there, and why is said in these words. */
async function expectRefused(address: string, words: RegExp | string): Promise<void> {
  expect(await said(address, JOINED)).toMatch(words);
  expect((await calls(address, JOINED)).code).toBe(status.UNAVAILABLE);
}

test('plain text where TLS was joined: nothing is asked in it', async () => {
  const heard: Buffer[] = [];
  const plain = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      heard.push(bytes);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
  });
  const address = await listen(plain);
  await expectRefused(
    address,
    /^ADDRESS speaks plain text, and it was joined by TLS: .*--insecure/,
  );
  expect(heard.length).toBeGreaterThan(1);
  // The first byte of a handshake.
  for (const bytes of heard) expect(bytes[0]).toBe(0x16);
});

test('TLS where nothing was joined', async () => {
  const address = await showing(await authority.serverPair(HERE, now));
  expect(await said(address)).toMatch(/^ADDRESS speaks TLS: join it with a token/);
});

test('other names: those that it has are named', async () => {
  const address = await showing(await authority.serverPair(['gpu-server', '192.0.2.7'], now));
  await expectRefused(
    address,
    "ADDRESS has a certificate for other names than '127.0.0.1': gpu-server, 192.0.2.7; " +
      "dial one of them, or start it with '--tls-names 127.0.0.1'",
  );
});

test('another authority, also when its certificate has expired besides', async () => {
  for (const terms of [now, past]) {
    const address = await showing(await other.serverPair(HERE, terms), other);
    await expectRefused(address, /^ADDRESS is not the coordinator that was joined: another auth/);
  }
});

test('a certificate that is not valid now: its date and the clock here are told', async () => {
  const early = await showing(await authority.serverPair(HERE, future));
  await expectRefused(
    early,
    new RegExp(`is valid from ${ISO.source} on, and the clock of this machine says ${ISO.source}`),
  );
  const late = await showing(await authority.serverPair(HERE, past));
  await expectRefused(
    late,
    new RegExp(`was valid until ${ISO.source}, and the clock of this machine says ${ISO.source}`),
  );
});

test('a clock that is behind by less than five minutes is no reason', async () => {
  const soon = { nowMs: nowMs + 4 * 60_000, lifetimeMs: HOUR_MS };
  expect(await said(await showing(await authority.serverPair(HERE, soon)), JOINED)).toBeUndefined();
});

test('a worker or user who shows its own certificate is no coordinator', async () => {
  for (const role of ['worker', 'operator'] as const) {
    const address = await showing(await certified({ role, name: '127.0.0.1' }));
    await expectRefused(address, /^ADDRESS is no coordinator: what it shows is the certificate of/);
  }
});

test('an older TLS is not spoken, whoever offers it', async () => {
  const pair = await authority.serverPair(HERE, now);
  const address = await showing(pair, authority, { maxVersion: 'TLSv1.2' });
  await expectRefused(address, /^ADDRESS speaks an older TLS than 1\.3/);
});

test('nobody, or a coordinator that is all right, is not explained', async () => {
  const gone = createServer();
  const address = await listen(gone);
  gone.close();
  await once(gone, 'close');
  expect(await said(address, JOINED)).toBeUndefined();
  expect(await said(address)).toBeUndefined();
  const right = await showing(await authority.serverPair(HERE, now));
  expect(await said(right, JOINED)).toBeUndefined();
  const plain = await listen(createServer((socket) => socket.end('hello, in plain text')));
  expect(await said(plain)).toBeUndefined();
});
