/** `chorus login --oidc` against a real issuer and a real coordinator, each in a process or server of its own. */
import { TestIssuer } from '@chorus/coordinator/testing/issuer';
import { requestCertificate, TrustStore } from '@chorus/trust/authority';
import { keepMembership, membership } from '@chorus/trust';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChorusProcess, runChorus } from '../testing/run-chorus.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-accounts-'));
const state = join(folder, 'state');
const homeOf = (name: string) => join(folder, name);
const home = (name: string) => ({ CHORUS_HOME: homeOf(name), CHORUS_CONTEXT: '' });

let issuer: TestIssuer;
let serving: ChorusProcess;
let address: string;
let authority: string;
beforeAll(async () => {
  issuer = await TestIssuer.start();
  issuer.addAccount('id-ada', { preferred_username: 'ada', groups: ['ml-leads'] });
  issuer.addAccount('id-joe', { preferred_username: 'joe', groups: ['sales'] });
  const accounts = ['--oidc-issuer-url', issuer.url, '--oidc-client-id', 'chorus'];
  const who = ['--oidc-scopes', 'profile,groups', '--oidc-operators', 'ml-leads'];
  const args = ['serve', '--listen', '127.0.0.1:0', '--state', state, ...accounts, ...who];
  serving = new ChorusProcess(args, home('starter'));
  address = await serving.listens();
  authority = /--oidc --authority ([0-9a-f]{64})\n/.exec(serving.stdout)![1]!;
});
afterAll(async () => {
  serving.child.kill();
  await serving.end();
  await issuer.stop();
  rmSync(folder, { recursive: true });
});

/** Logs in up to where the browser is needed. */
async function begin(who: string, ...flags: readonly string[]) {
  const process = new ChorusProcess(['login', address, '--oidc', ...flags], home(who));
  await process.prints('waiting for that');
  return { process, url: /Open (\S+)/.exec(process.stdout)![1]! };
}

test('who confirms the code in a browser is known, by the role of their group', async () => {
  const { process, url } = await begin('ada', '--authority', authority);
  await issuer.answerDevice(url, 'id-ada', 'confirm');
  const { exitStatus, stdout, stderr } = await process.end();
  expect(stderr).toBe('');
  expect(stdout).toContain(`${address} knows this user as operator ada; the context 127.0.0.1`);
  expect(exitStatus).toBe(0);
  const cancel = await runChorus(['cancel', 'a-run'], home('ada'));
  expect(cancel.stderr).toContain('there is no run a-run');
  const contexts = await runChorus(['context', 'list'], home('ada'));
  expect(contexts.stdout).toMatch(/operator ada +\d{4}-\d\d-\d\d \d\d:\d\d UTC\n/);
  const users = await runChorus(['users', '--state', state]);
  expect(users.stdout).toContain(`${issuer.url}#id-ada`);
  // The authority is that of before.
  const again = await begin('ada');
  await issuer.answerDevice(again.url, 'id-ada', 'abort');
  const refused = await again.process.end();
  expect(refused.stderr).toBe(`chorus: the login was refused at ${issuer.url}/\n`);
});

test('who has no group with a role is refused, and is known by nothing', async () => {
  const { process, url } = await begin('joe', '--authority', `SHA256:${authority.toUpperCase()}`);
  await issuer.answerDevice(url, 'id-joe', 'confirm');
  const { exitStatus, stderr } = await process.end();
  expect(stderr).toContain("no value of the claim 'groups' of joe lets in here");
  expect(exitStatus).toBe(2);
  expect(membership(homeOf('joe'), 'users', '127.0.0.1')).toBeUndefined();
});

test('without the fingerprint, or with that of another, nothing is asked', async () => {
  const login = async (...flags: readonly string[]) =>
    (await runChorus(['login', address, '--oidc', ...flags], home('nobody'))).stderr;
  expect(await login()).toBe(
    `chorus: nothing tells that ${address} is the coordinator that you mean: give --authority FINGERPRINT; 'chorus serve' and 'chorus ca init' print it on the coordinator's machine\n`,
  );
  expect(await login('--authority', 'ab'.repeat(32))).toContain('is not that of --authority');
  expect(await login('--authority', 'abc')).toContain('--authority must be the SHA-256');
  expect(await login('--authority', authority, '--name', 'eve')).toContain('leave out --name');
});

test('whose login has ended is told to log in again', async () => {
  const store = await TrustStore.open(join(state, 'trust'));
  const { key, request } = await requestCertificate();
  const identity = { role: 'operator', name: 'old' } as const;
  const terms = { nowMs: Date.now() - 60_000, lifetimeMs: 1_000 };
  const certificate = await store.authority.certify(request, identity, terms);
  const credentials = { authority: store.authority.certificate, pair: { key, certificate } };
  const ended = { label: 'lab', addresses: [address], credentials, byAccount: true };
  keepMembership(homeOf('old'), 'users', ended);
  const { stderr } = await runChorus(['runs', '--coordinator', address], home('old'));
  expect(stderr).toContain(`the login at ${address} has ended`);
  expect(stderr).toContain(`'chorus login ${address} --oidc' logs in again`);
});

test('flags that do not fit are refused before anything is opened', async () => {
  const serve = async (...flags: readonly string[]) =>
    (await runChorus(['serve', '--state', join(folder, 'none'), ...flags])).stderr;
  const accounts = ['--oidc-issuer-url', issuer.url, '--oidc-client-id', 'chorus'];
  expect(await serve(...accounts)).toContain('no account could log in');
  expect(await serve(...accounts, '--oidc-viewers', 'ml', '--insecure')).toContain(
    'leave it out, or the --oidc-… flags',
  );
});
