import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CertificateAuthority } from './certificate-authority.ts';
import { requestCertificate } from './certificate-request.ts';
import type { Credentials } from './credentials.ts';
import {
  currentContext,
  forgetMembership,
  keepMembership,
  keepRenewed,
  membership,
  memberships,
  membershipsAt,
  setCurrentContext,
} from './memberships.ts';
import type { Identity } from './roles.ts';

const terms = { nowMs: Date.now(), lifetimeMs: 60_000 };
const { authority } = await CertificateAuthority.create(terms.nowMs);
const ADA: Identity = { role: 'operator', name: 'ada' };
const EVE: Identity = { role: 'viewer', name: 'eve' };

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chorus-memberships-'));
});
afterEach(() => rmSync(home, { recursive: true }));

async function certified(identity: Identity): Promise<Credentials> {
  const { key, request } = await requestCertificate();
  const certificate = await authority.certify(request, identity, terms);
  return { authority: authority.certificate, pair: { key, certificate } };
}

test('as whom somebody has joined is found by label and by each address, and kept apart from others', async () => {
  const addresses = ['gpu-server:50051', '[::1]:50051'];
  const [ada, eve] = [await certified(ADA), await certified(EVE)];
  keepMembership(home, 'users', { label: 'lab', addresses, credentials: ada });
  keepMembership(home, 'users', { label: 'home', addresses: ['pc:1'], credentials: eve });
  const lab = { label: 'lab', addresses, identity: ADA, credentials: ada };
  expect(membership(home, 'users', 'lab')).toEqual(lab);
  expect(membershipsAt(home, 'users', '[::1]:50051')).toEqual([lab]);
  expect(membershipsAt(home, 'users', 'GPU-Server.:50051')).toEqual([lab]);
  expect(membershipsAt(home, 'workers', '[::1]:50051')).toEqual([]);
  expect(membershipsAt(home, 'users', 'another:1')).toEqual([]);
  expect(memberships(home, 'users').map(({ label }) => label)).toEqual(['home', 'lab']);
  forgetMembership(home, 'users', 'lab');
  expect(memberships(home, 'users').map(({ label }) => label)).toEqual(['home']);
});

test('a certificate that was renewed takes the place of the former one', async () => {
  const addresses = ['gpu-server:50051'];
  keepMembership(home, 'users', { label: 'lab', addresses, credentials: await certified(ADA) });
  const renewed = await certified(ADA);
  keepRenewed(home, 'users', 'lab', renewed);
  expect(membership(home, 'users', 'lab')).toMatchObject({ addresses, credentials: renewed });
});

test('that an account let somebody in is known until a token does', async () => {
  const kept = { label: 'lab', addresses: ['pc:1'], credentials: await certified(ADA) };
  keepMembership(home, 'users', { ...kept, byAccount: true });
  expect(membership(home, 'users', 'lab')?.byAccount).toBe(true);
  keepMembership(home, 'users', kept);
  expect(membership(home, 'users', 'lab')?.byAccount).toBeUndefined();
});

test('the key is in a file of its owner alone, and is not used when others can read it', async () => {
  const credentials = await certified(ADA);
  keepMembership(home, 'users', { label: 'lab', addresses: ['a:1'], credentials });
  const file = join(home, 'trust', 'users', 'lab', 'own.pem');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  expect(() => memberships(home, 'users')).toThrow("'chmod 600");
});

test.each(['own.pem', 'authority.crt', 'addresses.json'])(
  'a membership whose %s is cut off is damaged: nobody who has joined asks in plain text',
  async (file) => {
    const credentials = await certified(ADA);
    keepMembership(home, 'users', { label: 'lab', addresses: ['a:1'], credentials });
    const path = join(home, 'trust', 'users', 'lab', file);
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 5));
    expect(() => membershipsAt(home, 'users', 'a:1')).toThrow(/is damaged: delete that folder/);
    if (file === 'addresses.json') return;
    rmSync(path);
    expect(() => membershipsAt(home, 'users', 'a:1')).toThrow(/is damaged: delete that folder/);
  },
);

test.each(['', '..', '../../etc', 'a/b', 'a b'])('%j is no label', async (label) => {
  const credentials = await certified(ADA);
  expect(() => keepMembership(home, 'users', { label, addresses: [], credentials })).toThrow(
    'is no name here',
  );
  expect(membership(home, 'users', label)).toBeUndefined();
});

test('a folder that cannot be made is said to be the reason', async () => {
  writeFileSync(join(home, 'trust'), 'a file');
  const credentials = await certified(ADA);
  expect(() => keepMembership(home, 'users', { label: 'lab', addresses: [], credentials })).toThrow(
    /^what proves who this machine is cannot be kept: /,
  );
});

test('the context in use is remembered, and can be none', () => {
  expect(currentContext(home)).toBeUndefined();
  setCurrentContext(home, 'lab');
  expect(currentContext(home)).toBe('lab');
  setCurrentContext(home, undefined);
  expect(currentContext(home)).toBeUndefined();
});
