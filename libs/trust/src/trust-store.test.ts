import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requestCertificate } from './certificate-request.ts';
import { TrustStore } from './trust-store.ts';

const NOW_MS = 1_700_000_000_000;
const WISH = { role: 'worker', lifetimeMs: 3_600_000, uses: 2 } as const;

let folder: string;
let store: TrustStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-trust-'));
  store = await TrustStore.create(folder, NOW_MS);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function admit(name: string, secret: string, nowMs = NOW_MS) {
  const { request } = await requestCertificate();
  return store.admit(secret, name, request, nowMs);
}

/** All files, with what is in them. */
function files(): [path: string, content: string][] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const paths = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
  return paths.map((path) => [path, readFileSync(path, 'utf8')]);
}

test('a token lets in as many as it is for, each by a name and a certificate of their own', async () => {
  const { secret, record } = store.createToken(WISH, NOW_MS);
  const { identity, certificate } = await admit('gpu-box-1', secret);
  expect(identity).toEqual({ role: 'worker', name: 'gpu-box-1' });
  const root = new X509Certificate(store.authority.certificate);
  expect(new X509Certificate(certificate).verify(root.publicKey)).toBe(true);
  await admit('gpu-box-2', secret);
  await expect(admit('gpu-box-3', secret)).rejects.toThrow('is used up');
  expect(store.admitted).toEqual([
    { role: 'worker', name: 'gpu-box-1', admittedMs: NOW_MS, tokenId: record.id },
    { role: 'worker', name: 'gpu-box-2', admittedMs: NOW_MS, tokenId: record.id },
  ]);
});

test('TRUST-1: a name that is taken, or was removed, is given to nobody else, and costs no use of the token', async () => {
  const { secret } = store.createToken(WISH, NOW_MS);
  const { identity } = await admit('gpu-box', secret);
  await expect(admit('gpu-box', secret)).rejects.toMatchObject({
    code: 'refused',
    message: 'the name gpu-box is taken by another worker: choose another --name',
  });
  store.remove(identity, NOW_MS);
  await expect(admit('gpu-box', secret)).rejects.toThrow('is taken');
  await admit('another', secret);
});

test('those who come at the same moment share no use of a token, and no name', async () => {
  const { secret } = store.createToken(WISH, NOW_MS);
  const come = await Promise.allSettled(['a', 'b', 'c'].map((name) => admit(name, secret)));
  expect(come.map(({ status }) => status).toSorted()).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
  ]);
  const { secret: other } = store.createToken(WISH, NOW_MS);
  const same = await Promise.allSettled([admit('d', other), admit('d', other)]);
  expect(same.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('who needs no certificate is let in as others are, but by a token of another role not at all', () => {
  const { secret } = store.createToken(WISH, NOW_MS);
  expect(() => store.letIn(secret, 'ada', ['operator', 'viewer'], NOW_MS)).toThrow(
    'the token is for the role worker, and here it must be operator or viewer: ' +
      "'chorus token create --role operator' makes such a one",
  );
  expect(store.tokens).toMatchObject([{ usedBy: [] }]);
  const { secret: right } = store.createToken({ ...WISH, role: 'viewer', uses: 1 }, NOW_MS);
  const ada = store.letIn(right, 'ada', ['operator', 'viewer'], NOW_MS);
  expect(ada).toEqual({ role: 'viewer', name: 'ada' });
  expect(store.isAdmitted(ada)).toBe(true);
  expect(() => store.letIn(right, 'eve', ['viewer'], NOW_MS)).toThrow('is used up: it was for 1');
});

test('who was removed is no longer let in, and gets no other certificate', async () => {
  const { secret } = store.createToken(WISH, NOW_MS);
  const { identity } = await admit('gpu-box', secret);
  const { request } = await requestCertificate();
  expect(await store.renew(identity, request, NOW_MS)).toContain('BEGIN CERTIFICATE');
  store.remove(identity, NOW_MS);
  expect(store.isAdmitted(identity)).toBe(false);
  expect(store.admitted).toEqual([]);
  await expect(store.renew(identity, request, NOW_MS)).rejects.toThrow('was removed');
  expect(() => store.remove(identity, NOW_MS)).toThrow('there is no worker gpu-box');
});

test('a token that was revoked stays revoked, also in the eyes of a coordinator that runs', async () => {
  const { secret, record } = store.createToken(WISH, NOW_MS);
  const command = await TrustStore.open(folder);
  command.revokeToken(record.id, NOW_MS + 1);
  await expect(admit('gpu-box', secret)).rejects.toThrow('was revoked');
  expect(store.tokens).toMatchObject([{ id: record.id, revokedMs: NOW_MS + 1 }]);
  expect(() => command.revokeToken('none', NOW_MS)).toThrow(
    "there is no token none: 'chorus token list'",
  );
});

test('a coordinator is told at once of who was removed by another process', async () => {
  const { secret } = store.createToken(WISH, NOW_MS);
  const { identity } = await admit('gpu-box', secret);
  const told = vi.fn();
  const watching = store.onRemoved(told);
  (await TrustStore.open(folder)).remove(identity, NOW_MS);
  await vi.waitFor(() => expect(told.mock.calls).toEqual([[identity]]));
  watching.close();
});

test('TRUST-3: while its files are gone nobody new is let in, nobody comes back, and others go on', async () => {
  const { secret } = store.createToken(WISH, NOW_MS);
  const { identity: stays } = await admit('stays', secret);
  const { identity: goes } = await admit('goes', secret);
  expect([store.isAdmitted(stays), store.isAdmitted(goes)]).toEqual([true, true]);
  store.remove(goes, NOW_MS);
  expect(store.isWelcome(goes)).toBe(false);
  const [told, warn] = [vi.fn(), vi.fn()];
  const watching = store.onRemoved(told, warn);
  const restarted = await TrustStore.open(folder);

  const away = `${folder}-away`;
  renameSync(folder, away);
  await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce(), { timeout: 5_000 });
  expect(warn.mock.calls[0]![0]).toMatch(/^nobody new is let in until this is put back: ENOENT/);
  expect([store.isAdmitted(stays), store.isWelcome(stays)]).toEqual([true, true]);
  expect([store.isAdmitted(goes), store.isWelcome(goes)]).toEqual([false, false]);
  // Nobody has asked this one before.
  expect([restarted.isAdmitted(stays), restarted.isAdmitted(goes)]).toEqual([true, false]);
  expect(store.isAdmitted({ role: 'operator', name: 'eve' })).toBe(false);
  expect(store.isWelcome({ role: 'operator', name: 'eve' })).toBe(false);
  await expect(admit('late', secret)).rejects.toMatchObject({ code: 'unavailable' });

  renameSync(away, folder);
  expect(store.isWelcome({ role: 'operator', name: 'eve' })).toBe(true);
  (await TrustStore.open(folder)).remove(stays, NOW_MS);
  await vi.waitFor(() => expect(told.mock.calls).toEqual([[stays]]), { timeout: 5_000 });
  watching.close();
});

test('TRUST-2: no secret is in any file, and nobody else reads one', async () => {
  const { secret } = store.createToken(WISH, NOW_MS);
  await admit('gpu-box', secret);
  expect(files().length).toBeGreaterThan(3);
  for (const [path, content] of files()) {
    expect(content).not.toContain(secret);
    expect(statSync(path).mode & 0o077, path).toBe(0);
  }
});

test('a key that others can read is refused, and so is a second authority', async () => {
  await expect(TrustStore.create(folder, NOW_MS)).rejects.toThrow('has an authority already');
  chmodSync(join(folder, 'authority.key'), 0o644);
  await expect(TrustStore.open(folder)).rejects.toThrow('can be read or written by others');
  rmSync(join(folder, 'authority.crt'));
  await expect(TrustStore.open(folder)).rejects.toThrow("'chorus ca init' makes one");
});

test.each(['', '../../etc/passwd', 'a/b', 'a@b', 'ä'])('the name %j is refused', async (name) => {
  const { secret } = store.createToken(WISH, NOW_MS);
  await expect(admit(name, secret)).rejects.toMatchObject({ code: 'invalid' });
});
