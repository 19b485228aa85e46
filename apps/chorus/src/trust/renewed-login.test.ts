import { Bench, TestTrust } from '@chorus/coordinator/testing';
import { ask, credentialsAt } from '@chorus/client';
import { isRenewalDue, keepMembership, membership, type Credentials } from '@chorus/trust';
import { requestCertificate } from '@chorus/trust/authority';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const DAY_MS = 86_400_000;
const ADA = { role: 'operator', name: 'ada' } as const;

let home: string;
let trust: TestTrust;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chorus-login-'));
  vi.stubEnv('CHORUS_HOME', home);
  trust = await TestTrust.create();
});
afterEach(() => {
  trust[Symbol.dispose]();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

/** As somebody who joined 25 days ago: five remain of their certificate. */
async function joined(address: string): Promise<Credentials> {
  await trust.admit(ADA.role, ADA.name);
  const { authority } = trust.store;
  const { key, request } = await requestCertificate();
  const terms = { nowMs: Date.now() - 25 * DAY_MS, lifetimeMs: 30 * DAY_MS };
  const certificate = await authority.certify(request, ADA, terms);
  const credentials = { authority: authority.certificate, pair: { key, certificate } };
  keepMembership(home, 'users', { label: 'lab', addresses: [address], credentials });
  return credentials;
}

const known = () => membership(home, 'users', 'lab')!.credentials;

test('a login that ends soon is renewed by the next command, and by two at once for each of them', async () => {
  await using bench = await Bench.start({ trust: trust.coordinator });
  const { address } = bench.coordinator;
  const former = await joined(address);
  expect(isRenewalDue(former.pair.certificate, Date.now())).toBe(true);
  const both = await Promise.all([credentialsAt(address), credentialsAt(address)]);
  expect(both[0]).not.toEqual(both[1]);
  // Whoever was last is kept, whole; the others' are as good.
  expect(both).toContainEqual(known());
  expect(isRenewalDue(known().pair.certificate, Date.now())).toBe(false);
  expect(await ask(address, 'ListRuns', {})).toMatchObject({ runs: [] });
});

test('where the coordinator is away the former one is used still', async () => {
  const nobody = '127.0.0.1:1';
  const former = await joined(nobody);
  expect(await credentialsAt(nobody)).toEqual(former);
  expect(known()).toEqual(former);
});
