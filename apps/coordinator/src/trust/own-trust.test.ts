import { explainSilence } from '@chorus/proto';
import { validityOf } from '@chorus/trust';
import { requestCertificate, TrustStore } from '@chorus/trust/authority';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bench, PERFECT } from '../server/testing/bench.ts';
import { ownTrust, type OpenTrust } from './own-trust.ts';
import type { RenewalTiming } from './renewal-timing.ts';

const HOUR_MS = 3_600_000;
const HOSTS = ['127.0.0.1'];

let folder: string;
let store: TrustStore;
const opened: OpenTrust[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-trust-'));
  store = await TrustStore.create(join(folder, 'trust'), Date.now() - 2 * HOUR_MS);
});
afterEach(() => {
  for (const trust of opened.splice(0)) trust.close();
  rmSync(folder, { recursive: true });
});

async function open(timing: RenewalTiming, names = () => HOSTS, warn = (_: string) => {}) {
  const trust = await ownTrust(store, names, warn, undefined, { lookEveryMs: 50, ...timing });
  opened.push(trust);
  return trust;
}

async function admit(role: 'worker' | 'operator', name: string) {
  const nowMs = Date.now();
  const { secret } = store.createToken({ role, lifetimeMs: HOUR_MS, uses: 1 }, nowMs);
  const { key, request } = await requestCertificate();
  const { certificate } = await store.admit(secret, name, request, nowMs);
  return { authority: store.authority.certificate, pair: { key, certificate } };
}

/** The certificate that is shown to those who come now. */
async function shownAt(address: string): Promise<string> {
  const port = Number(address.split(':')[1]);
  const socket = connect({ host: '127.0.0.1', port, ca: store.authority.certificate });
  await once(socket, 'secureConnect');
  const shown = socket.getPeerX509Certificate()!.toString();
  socket.destroy();
  return shown;
}

test("the coordinator's certificate is renewed without a training noticing, and shown to those who come then", async () => {
  // It begins five minutes early, so that two thirds of it are over when it is made.
  const trust = await open({ lifetimeMs: 60_000 });
  await using bench = await Bench.start({ trust });
  bench.asked = await admit('operator', 'ada');
  const { address } = bench.coordinator;
  const worker = bench.connect({ workerId: 'w' }, undefined, await admit('worker', 'w'));
  await worker.next('welcome');
  const first = await shownAt(address);
  await vi.waitFor(async () => expect(await shownAt(address)).not.toBe(first), { timeout: 10_000 });
  const runId = await bench.submit();
  await worker.succeed(await worker.next('assignment'), bench.perfectPredictions(), PERFECT);
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
  expect(events.filter(({ type }) => type === 'lost')).toEqual([]);
});

test('a clock that was an hour ahead at the start, and is set right, leaves no certificate that is not valid yet', async () => {
  let aheadMs = HOUR_MS;
  const trust = await open({ clock: () => Date.now() + aheadMs });
  await using bench = await Bench.start({ trust });
  bench.asked = await admit('operator', 'ada');
  const { address } = bench.coordinator;
  expect((await explainSilence(address, bench.asked))?.message).toMatch(
    /is valid from .* on, and the clock of this machine says .*: one of the two clocks is wrong$/,
  );
  aheadMs = 0;
  await vi.waitFor(async () => expect(await explainSilence(address, bench.asked)).toBeUndefined(), {
    timeout: 10_000,
  });
  await bench.submit();
});

test('a clock that is set forward by an hour, or behind by less than five minutes, changes nothing', async () => {
  let shiftMs = 0;
  const names = vi.fn(() => HOSTS);
  const trust = await open({ clock: () => Date.now() + shiftMs }, names);
  const { certificate } = trust.pair;
  for (const shift of [HOUR_MS, -4 * 60_000]) {
    shiftMs = shift;
    const looked = names.mock.calls.length;
    await vi.waitFor(() => expect(names.mock.calls.length).toBeGreaterThan(looked + 2));
    expect(trust.pair.certificate).toBe(certificate);
  }
});

test('other names of the machine are in another certificate; when none can be found the former one is shown still', async () => {
  const warn = vi.fn();
  let names = () => HOSTS;
  const trust = await open({}, () => names(), warn);
  const { certificate } = trust.pair;
  names = () => {
    throw new Error('no interfaces');
  };
  await vi.waitFor(() => expect(warn).toHaveBeenCalled());
  expect(warn.mock.calls[0]).toEqual(['no other certificate could be made: no interfaces']);
  expect(trust.pair.certificate).toBe(certificate);
  names = () => ['127.0.0.1', 'gpu-server'];
  await vi.waitFor(() => expect(trust.pair.certificate).not.toBe(certificate));
  expect(validityOf(trust.pair.certificate).toMs).toBeGreaterThan(Date.now() + 29 * 24 * HOUR_MS);
});

test('a token is good for as long as the clock of the coordinator says, whatever that of who joins says', async () => {
  const nowMs = Date.now();
  const { request } = await requestCertificate();
  const { secret } = store.createToken({ role: 'worker', lifetimeMs: HOUR_MS, uses: 2 }, nowMs);
  // An hour behind is a token's lifetime more, an hour ahead none.
  await store.admit(secret, 'behind', request, nowMs - HOUR_MS);
  await expect(store.admit(secret, 'ahead', request, nowMs + HOUR_MS)).rejects.toThrow(
    'has expired',
  );
});
