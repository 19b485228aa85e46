import { createServer, openServer, v1, type TrustServiceHandlers } from '@chorus/proto';
import {
  keepMembership,
  membership,
  type Credentials,
  type FrontDoor,
  type Identity,
} from '@chorus/trust';
import { CertificateAuthority, requestCertificate, type Terms } from '@chorus/trust/authority';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { log } from '../log.ts';
import { keepRenewing } from './renew-identity.ts';

const DAY_MS = 86_400_000;
const BOX: Identity = { role: 'worker', name: 'gpu-box' };
const nowMs = Date.now();
/** Of which two thirds are over. */
const OLD: Terms = { nowMs: nowMs - 25 * DAY_MS, lifetimeMs: 30 * DAY_MS };
const FRESH: Terms = { nowMs, lifetimeMs: 30 * DAY_MS };
const { authority } = await CertificateAuthority.create(OLD.nowMs);

let home: string;
let door: FrontDoor | undefined;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chorus-renewal-'));
  log.level = 'silent';
});
afterEach(() => {
  door?.close();
  door = undefined;
  vi.restoreAllMocks();
  rmSync(home, { recursive: true });
});

async function certified(terms: Terms): Promise<Credentials> {
  const { key, request } = await requestCertificate();
  const certificate = await authority.certify(request, BOX, terms);
  return { authority: authority.certificate, pair: { key, certificate } };
}

async function join25DaysAgo(terms = OLD): Promise<Credentials> {
  const credentials = await certified(terms);
  keepMembership(home, 'workers', { label: BOX.name, addresses: ['a:1'], credentials });
  return credentials;
}

/** Who renews certificates. @returns HOST:PORT, and how often somebody has asked */
async function serve(listen = '127.0.0.1:0') {
  const asked = vi.fn();
  const server = createServer({ isAdmitted: () => true });
  server.addService(v1.TrustService.service, {
    Renew({ request }, callback) {
      asked();
      authority
        .certify(request.certificateRequest, BOX, FRESH)
        .then((certificate) => callback(null, { certificate }), callback);
    },
  } as Partial<TrustServiceHandlers> as TrustServiceHandlers);
  const pair = await authority.serverPair(['127.0.0.1'], FRESH);
  door = await openServer(server, listen, { pair, authority: authority.certificate });
  return { address: `127.0.0.1:${door.port}`, asked };
}

const known = () => membership(home, 'workers', BOX.name)!.credentials;

test('a certificate that ends soon is renewed for another key, in place of the former one, once', async () => {
  const former = await join25DaysAgo();
  const { address, asked } = await serve();
  keepRenewing({ coordinator: address, label: BOX.name, home }, 20);
  await vi.waitFor(() => expect(known()).not.toEqual(former));
  expect(known().pair.key).not.toBe(former.pair.key);
  const looked = vi.spyOn(Date, 'now');
  await vi.waitFor(() => expect(looked.mock.calls.length).toBeGreaterThan(3));
  expect(asked).toHaveBeenCalledOnce();
});

test('one that is good for long is not renewed, also when the clock is an hour ahead', async () => {
  const { address, asked } = await serve();
  const credentials = await join25DaysAgo(FRESH);
  const ahead = nowMs + 3_600_000;
  const looked = vi.spyOn(Date, 'now').mockReturnValue(ahead);
  keepRenewing({ coordinator: address, label: BOX.name, home }, 20);
  await vi.waitFor(() => expect(looked.mock.calls.length).toBeGreaterThan(3));
  expect(asked).not.toHaveBeenCalled();
  expect(known()).toEqual(credentials);
});

test('a coordinator that is away at that moment is asked again, and the certificate is as good until then', async () => {
  const warn = vi.spyOn(log, 'warn');
  const former = await join25DaysAgo();
  const { address } = await serve();
  door!.close();
  keepRenewing({ coordinator: address, label: BOX.name, home }, 50);
  await vi.waitFor(() => expect(warn).toHaveBeenCalled(), { timeout: 10_000 });
  expect(String(warn.mock.calls[0])).toMatch(/could not be renewed, which is tried again/);
  expect(known()).toEqual(former);
  await serve(address);
  await vi.waitFor(() => expect(known()).not.toEqual(former), { timeout: 10_000 });
});
