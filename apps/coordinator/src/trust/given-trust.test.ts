import { ChorusError, joinCoordinator } from '@chorus/proto';
import type { Identity, KeyPair } from '@chorus/trust';
import { CertificateAuthority, requestCertificate, TrustStore } from '@chorus/trust/authority';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bench, PERFECT } from '../server/testing/bench.ts';
import { givenTrust } from './given-trust.ts';
import type { OpenTrust } from './own-trust.ts';

const HOUR_MS = 3_600_000;
const nowMs = Date.now();
const terms = { nowMs, lifetimeMs: HOUR_MS };
const { authority } = await CertificateAuthority.create(nowMs - 3 * HOUR_MS);
const { authority: other } = await CertificateAuthority.create(nowMs);
const HERE = ['127.0.0.1'];

let folder: string;
let store: TrustStore;
const opened: OpenTrust[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-given-'));
  store = await TrustStore.create(join(folder, 'trust'), nowMs);
  store.keepServed({ addresses: [], certificatesFrom: 'elsewhere' });
});
afterEach(() => {
  for (const trust of opened.splice(0)) trust.close();
  rmSync(folder, { recursive: true });
});

const path = (name: string) => join(folder, name);

/** Writes the files as an administrator does, one after the other. */
function files({ certificate, key }: KeyPair, by = authority) {
  writeFileSync(path('own.crt'), certificate);
  writeFileSync(path('own.key'), key, { mode: 0o600 });
  writeFileSync(path('lab.crt'), by.certificate);
  return { cert: path('own.crt'), key: path('own.key'), ca: path('lab.crt') };
}

function open(given: ReturnType<typeof files>, warn = (_: string) => {}): OpenTrust {
  const trust = givenTrust(given, store, warn, { lookEveryMs: 20 });
  opened.push(trust);
  return trust;
}

async function certified(identity: Identity): Promise<KeyPair> {
  const { key, request } = await requestCertificate();
  return { key, certificate: await authority.certify(request, identity, terms) };
}

const trustOf = async (identity: Identity) => ({
  authority: authority.certificate,
  pair: await certified(identity),
});

test('those whom an authority elsewhere names train, until they are removed', async () => {
  const trust = open(files(await authority.serverPair(HERE, terms)));
  await using bench = await Bench.start({ trust });
  bench.asked = await trustOf({ role: 'operator', name: 'ada' });
  const box: Identity = { role: 'worker', name: 'gpu-box' };
  const known = await trustOf(box);
  const worker = bench.connect({ workerId: 'gpu-box' }, undefined, known);
  const runId = await bench.submit();
  await worker.succeed(await worker.next('assignment'), bench.perfectPredictions(), PERFECT);
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
  store.remove(box, nowMs);
  expect(await worker.ended).toMatchObject({ code: 'unavailable' });
  const again = bench.connect({ workerId: 'gpu-box' }, undefined, known);
  expect((await again.ended)?.message).toContain('worker gpu-box was removed');
  expect(() => store.remove(box, nowMs)).toThrow('there is no worker gpu-box');
});

test('nobody joins by a token, and it says where certificates are made', async () => {
  const given = files(await authority.serverPair(HERE, terms));
  await using bench = await Bench.start({ trust: open(given) });
  const wish = { role: 'worker', lifetimeMs: HOUR_MS, uses: 1 } as const;
  const { secret } = store.createToken(wish, nowMs);
  const { fingerprint } = authority;
  const addresses = [bench.coordinator.address];
  const token = { addresses, role: wish.role, authority: fingerprint, secret };
  await expect(joinCoordinator(token, 'gpu-box')).rejects.toThrow(
    'certificates are made elsewhere',
  );
});

test('files that are renewed are shown from then on; what does not fit meanwhile is told once', async () => {
  const warn = vi.fn();
  const first = await authority.serverPair(HERE, terms);
  const trust = open(files(first), warn);
  const renewed = vi.fn();
  trust.onRenewed(renewed);
  const second = await authority.serverPair(HERE, terms);
  writeFileSync(path('own.crt'), second.certificate);
  await vi.waitFor(() => expect(warn).toHaveBeenCalled());
  expect(trust.pair).toEqual(first);
  writeFileSync(path('own.key'), second.key);
  await vi.waitFor(() => expect(renewed.mock.calls).toEqual([[second]]));
  expect(trust.pair).toEqual(second);
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/^the former certificate is shown still: --tls-key .* is not the key/)],
  ]);
});

test.each([
  ['that another authority has made', () => other.serverPair(HERE, terms), /is not vouched for by/],
  ['of a worker', () => certified({ role: 'worker', name: 'w' }), /is that of worker w: a coord/],
  [
    'without names',
    () => authority.serverPair([], terms),
    /has no names: a coordinator is known by/,
  ],
  [
    'that has expired',
    () => authority.serverPair(HERE, { nowMs: nowMs - 2 * HOUR_MS, lifetimeMs: HOUR_MS }),
    /was valid until \d{4}-/,
  ],
])('a certificate %s is refused before anybody connects', async (_, make, problem) => {
  const given = files(await make());
  expect(() => open(given)).toThrow(ChorusError);
  expect(() => open(given)).toThrow(problem);
  expect(() => open(given)).toThrow(`--tls-cert ${given.cert} `);
});
