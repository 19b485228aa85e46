/** People who log in by accounts, at a coordinator with a real issuer beside it. */
import { readAuditLog } from '@chorus/audit';
import { describeLogin, joinWithIdToken, renewCredentials, type ClientTrust } from '@chorus/proto';
import { validityOf } from '@chorus/trust';
import { TrustStore } from '@chorus/trust/authority';
import { generateKeyPair } from 'jose';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from '../server/testing/bench.ts';
import type { AccountSettings } from './account-settings.ts';
import { ownTrust, type OpenTrust } from './own-trust.ts';
import { CLIENT_ID, TestIssuer, type TestClaims } from './testing/test-issuer.ts';

const HOUR_MS = 3_600_000;

let issuer: TestIssuer;
let folder: string;
let store: TrustStore;
let trust: OpenTrust;
let bench: Bench;

beforeAll(async () => {
  issuer = await TestIssuer.start();
  issuer.addAccount('id-ada', { preferred_username: 'ada', groups: ['everybody', 'ml-leads'] });
  issuer.addAccount('id-eve', { email: 'eve@example.org', groups: ['ml'] });
  issuer.addAccount('id-joe', { preferred_username: 'joe', groups: ['sales'] });
});
afterAll(() => issuer.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-accounts-'));
  store = await TrustStore.create(join(folder, 'trust'), Date.now());
  await start();
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  trust.close();
  rmSync(folder, { recursive: true });
});

async function start(changed: Partial<AccountSettings> = {}): Promise<void> {
  const settings = issuer.settings({ operators: ['ml-leads'], viewers: ['ml'], ...changed });
  trust = await ownTrust(
    store,
    () => ['127.0.0.1'],
    () => {},
    settings,
  );
  bench = await Bench.start({ trust });
}

/** The same state, served by another process. */
async function restart(changed: Partial<AccountSettings> = {}): Promise<void> {
  await bench[Symbol.asyncDispose]();
  trust.close();
  store = await TrustStore.open(join(folder, 'trust'));
  await start(changed);
}

const joinBy = (idToken: string) =>
  joinWithIdToken(bench.coordinator.address, store.authority.certificate, idToken);

const logIn = async (subject: string, changed: TestClaims = {}) =>
  joinBy(await issuer.idToken(subject, changed));

const list = (as: ClientTrust) =>
  bench.ask((client, callback) => client.listRuns({}, callback), as);

const cancel = (as: ClientTrust) =>
  bench.ask((client, callback) => client.cancelRun({ runId: 'a-run' }, callback), as);

test('how people log in is told to who does not log in yet', async () => {
  const { address } = bench.coordinator;
  expect(await describeLogin(address, store.authority.certificate)).toEqual({
    issuer: `${issuer.url}/`,
    clientId: CLIENT_ID,
    scopes: ['openid', 'profile', 'email', 'groups'],
  });
});

test('an account with a group of operators gives orders, for twelve hours', async () => {
  const { identity, credentials } = await logIn('id-ada');
  expect(identity).toEqual({ role: 'operator', name: 'ada' });
  await expect(cancel(credentials)).rejects.toThrow('there is no run a-run');
  const { toMs } = validityOf(credentials.pair.certificate);
  expect(toMs - Date.now()).toBeLessThanOrEqual(12 * HOUR_MS);
  const renewing = renewCredentials(bench.coordinator.address, credentials);
  await expect(renewing).rejects.toThrow('operator ada is known by an account: log in again');
});

test('an account with a group of viewers looks, and gives no orders', async () => {
  const { identity, credentials } = await logIn('id-eve');
  expect(identity).toEqual({ role: 'viewer', name: 'eve-example.org' });
  await list(credentials);
  await expect(cancel(credentials)).rejects.toThrow('may not call CancelRun');
});

test('an account without a group that has a role gets nothing', async () => {
  await expect(logIn('id-joe')).rejects.toMatchObject({
    code: 'refused',
    message: "no value of the claim 'groups' of joe lets in here: ask who runs this coordinator",
  });
  await expect(logIn('id-ada', { groups: undefined })).rejects.toThrow("the claim 'groups'");
  expect(store.admitted).toEqual([]);
});

describe('an ID token lets nobody in', () => {
  const nowS = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => TestClaims, string]>([
    ['for another client', () => ({ aud: 'wiki' }), 'is for another client than chorus'],
    ['for others too', () => ({ aud: ['wiki', CLIENT_ID] }), 'was given to another client'],
    ['given to another client', () => ({ azp: 'wiki' }), 'was given to another client'],
    ['that has expired', () => ({ exp: nowS() - 120 }), 'has expired'],
    ['that is old', () => ({ iat: nowS() - 1800 }), 'has expired'],
    ['of the future', () => ({ iat: nowS() + 1800 }), 'does not hold of iat'],
    ['without an end', () => ({ exp: undefined }), 'does not hold of exp'],
    ['about nobody', () => ({ sub: '' }), 'is about nobody'],
    ['of another issuer', () => ({ iss: 'https://login.example.org' }), 'is of another issuer'],
  ])('%s', async (_, changed, problem) => {
    await expect(logIn('id-ada', changed())).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(problem),
    });
    expect(store.admitted).toEqual([]);
  });

  test('that another key has signed, also under the name of the issuer', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await issuer.idToken('id-ada', {}, { key: privateKey });
    await expect(joinBy(forged)).rejects.toThrow(`is not signed with a key of ${issuer.url}`);
  });

  test('that is none', async () => {
    await expect(joinBy('no token')).rejects.toThrow('is no JWT');
    await expect(joinBy(`e30.${'x'.repeat(40_000)}.x`)).rejects.toThrow('is no JWT, or too long');
    const none = (await issuer.idToken('id-ada')).split('.')[1];
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    await expect(joinBy(`${unsigned}.${none}.`)).rejects.toThrow('is not signed');
    const access = await issuer.idToken('id-ada', {}, { typ: 'at+jwt' });
    await expect(joinBy(access)).rejects.toThrow('is no ID token, but of the type at+jwt');
  });
});

test('an ID token lets in once, also when the coordinator was started again', async () => {
  const token = await issuer.idToken('id-ada');
  await joinBy(token);
  await expect(joinBy(token)).rejects.toThrow('the ID token was used before');
  await restart();
  await expect(joinBy(token)).rejects.toThrow('the ID token was used before');
});

test('who logs in again has the same name, whatever they are called meanwhile', async () => {
  await logIn('id-ada');
  const again = await logIn('id-ada', { preferred_username: 'ada.lovelace' });
  expect(again.identity).toEqual({ role: 'operator', name: 'ada' });
  const demoted = await logIn('id-ada', { groups: ['ml'] });
  expect(demoted.identity).toEqual({ role: 'viewer', name: 'ada' });
});

test('the name of another is given to nobody', async () => {
  const { secret } = store.createToken(
    { role: 'operator', lifetimeMs: HOUR_MS, uses: 1 },
    Date.now(),
  );
  store.letIn(secret, 'ada', ['operator'], Date.now());
  const named = await logIn('id-ada', { email: 'ada@example.org' });
  expect(named.identity.name).toBe('ada-example.org');
  const unverified = { email: 'ada@example.org', email_verified: false, sub: 'id-mallory' };
  const mallory = await logIn('id-ada', unverified);
  expect(mallory.identity.name).toBe('id-mallory');
});

test('who was removed stays out, in every role', async () => {
  const { credentials } = await logIn('id-ada');
  store.remove({ role: 'operator', name: 'ada' }, Date.now());
  await expect(list(credentials)).rejects.toThrow();
  await expect(logIn('id-ada')).rejects.toThrow('operator ada was removed');
  await expect(logIn('id-ada', { groups: ['ml'] })).rejects.toThrow('operator ada was removed');
});

test('while the issuer is away the coordinator serves, and tells who logs in', async () => {
  const away = await TestIssuer.start();
  const { credentials } = await logIn('id-ada');
  await away.stop();
  await restart({ issuer: new URL(away.url) });
  await list(credentials);
  await expect(joinBy(await away.idToken('id-ada'))).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(`the coordinator cannot ask the issuer ${away.url}`),
  });
});

test('the audit log has who came by which account, who was refused, and nothing of a token', async () => {
  const token = await issuer.idToken('id-ada');
  await joinBy(token);
  await expect(joinBy(token)).rejects.toThrow();
  const path = join(bench.folder, 'audit.jsonl');
  const entries = readAuditLog(path).lines.map(({ entry }) => entry);
  expect(entries.filter((entry) => entry?.action === 'JoinWithIdToken')).toMatchObject([
    { subject: 'operator ada', outcome: 'allowed', reason: `account ${issuer.url}#id-ada` },
    { outcome: 'refused', reason: 'the ID token was used before: log in again for another' },
  ]);
  for (const part of token.split('.')) expect(readFileSync(path, 'utf8')).not.toContain(part);
});

test('where accounts let nobody in that is said', async () => {
  const tokensAlone = await ownTrust(
    store,
    () => ['127.0.0.1'],
    () => {},
  );
  await using other = await Bench.start({ trust: tokensAlone });
  const asking = describeLogin(other.coordinator.address, store.authority.certificate);
  await expect(asking).rejects.toThrow('accounts let nobody in here: join with a token');
  tokensAlone.close();
});
