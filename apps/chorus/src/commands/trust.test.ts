import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ChorusProcess, runChorus } from '../testing/run-chorus.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-trust-'));
const state = join(folder, 'state');
const atState = ['--state', state];
const home = (name: string) => ({ CHORUS_HOME: join(folder, name), CHORUS_CONTEXT: '' });
const ADA = home('ada');

let serving: ChorusProcess;
let address: string;
beforeAll(async () => {
  await runChorus(['ca', 'init', ...atState]);
  serving = new ChorusProcess(
    ['serve', '--listen', '127.0.0.1:0', '--metrics', '127.0.0.1:0', ...atState],
    ADA,
  );
  address = await serving.listens();
});
afterAll(async () => {
  serving.child.kill();
  await serving.end();
  rmSync(folder, { recursive: true });
});

async function token(...flags: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runChorus(['token', 'create', ...flags, ...atState]);
  expect(stderr).toBe('');
  return stdout.trim();
}

async function login(who: string, ...flags: readonly string[]) {
  return runChorus(['login', await token(...flags), '--name', who], home(who));
}

test('who starts a coordinator is known to it on this machine, by each of its names', async () => {
  const port = address.split(':')[1];
  for (const host of ['127.0.0.1', 'localhost']) {
    const outcome = await runChorus(['runs', '--coordinator', `${host}:${port}`], ADA);
    expect(outcome).toMatchObject({ exitStatus: 0, stderr: '' });
  }
  expect(serving.stdout).toContain('it speaks TLS, and knows those whom a token has let in');
});

test('who is not known is told how to become so, and may do nothing', async () => {
  const where = ['--coordinator', address];
  for (const command of [['runs'], ['workers'], ['cancel', 'r'], ['watch']]) {
    const { exitStatus, stderr } = await runChorus([...command, ...where], home('nobody'));
    expect(stderr).toContain(`${address} speaks TLS: join it with a token`);
    expect(exitStatus).toBe(2);
  }
});

test('a viewer logs in by a token, looks, and gives no orders; an operator does', async () => {
  const { stdout } = await login('eve', '--role', 'viewer');
  expect(stdout).toBe(
    `${address} knows this user as viewer eve; the context 127.0.0.1 is in use\n`,
  );
  // The context in use says where, and as whom.
  expect(await runChorus(['runs'], home('eve'))).toMatchObject({ exitStatus: 0 });
  const refused = await runChorus(['cancel', 'a-run'], home('eve'));
  expect(refused.stderr).toBe('chorus: viewer eve may not call CancelRun: that is for operator\n');
  await login('bob', '--role', 'operator');
  const heard = await runChorus(['cancel', 'a-run'], home('bob'));
  expect(heard.stderr).toBe("chorus: there is no run a-run: 'chorus runs' lists those there are\n");
});

test('tokens that let nobody in are told apart', async () => {
  const word = await token('--role', 'viewer');
  expect(await runChorus(['login', word, '--name', 'carl'], home('carl'))).toMatchObject({
    exitStatus: 0,
  });
  const refused = async (text: string, name = 'dora') =>
    (await runChorus(['login', text, '--name', name], home(name))).stderr;
  expect(await refused(word)).toMatch(/the token [0-9a-f]{8} is used up: it was for 1/);
  expect(await refused(word.slice(0, -3))).toContain('the token is not whole');
  expect(await refused(await token())).toContain('this token is for workers');
  expect(await refused(await token('--role', 'viewer'), 'carl')).toContain(
    'the name carl is taken',
  );
  const revoked = await token('--role', 'operator');
  const list = JSON.parse((await runChorus(['token', 'list', '--json', ...atState])).stdout);
  await runChorus(['token', 'revoke', list.at(-1).id, ...atState]);
  expect(await refused(revoked)).toMatch(/the token [0-9a-f]{8} was revoked/);
  expect(existsSync(join(folder, 'dora', 'trust', 'users'))).toBe(false);
});

test('whose access is ended is out at once', async () => {
  await login('mallory', '--role', 'operator');
  const users = await runChorus(['users', ...atState]);
  expect(users.stdout).toContain('mallory');
  const removed = await runChorus(['users', 'remove', 'mallory', ...atState]);
  expect(removed.stdout).toContain('operator mallory is disconnected');
  expect((await runChorus(['runs'], home('mallory'))).stderr).toContain(
    'operator mallory was removed',
  );
  expect((await runChorus(['users', 'remove', 'mallory', ...atState])).stderr).toBe(
    "chorus: no user mallory has joined: 'chorus users' lists them\n",
  );
});

test('a token is read from standard input, or from the environment, so that no process list shows it', async () => {
  const entry = join(import.meta.dirname, '../main.ts');
  const { stdout } = spawnSync(process.execPath, [entry, 'login', '-', '--name', 'fred'], {
    env: { ...process.env, ...home('fred') },
    input: `${await token('--role', 'viewer')}\n`,
    encoding: 'utf8',
  });
  expect(stdout).toContain('knows this user as viewer fred');
  const environment = { ...home('gina'), CHORUS_JOIN_TOKEN: await token('--role', 'viewer') };
  expect((await runChorus(['login', '--name', 'gina'], environment)).exitStatus).toBe(0);
});

describe('contexts', () => {
  test('are listed, taken into use, named for one command, and forgotten', async () => {
    const ivy = home('ivy');
    const context = (...args: readonly string[]) => runChorus(args, ivy);
    await context('login', await token('--role', 'viewer'), '--name', 'ivy', '--context', 'look');
    await context('login', await token('--role', 'operator'), '--name', 'ivy', '--context', 'do');
    const listed = JSON.parse((await context('context', 'list', '--json')).stdout);
    expect(listed).toMatchObject([
      { label: 'do', role: 'operator', inUse: true, addresses: [address] },
      { label: 'look', role: 'viewer', inUse: false },
    ]);
    const cancel = async (...flags: readonly string[]) =>
      (await context('cancel', 'a-run', ...flags)).stderr;
    expect(await cancel()).toContain('there is no run');
    expect(await cancel('--context', 'look')).toContain('viewer ivy may not');
    await context('context', 'use', 'look');
    expect(await cancel()).toContain('viewer ivy may not');
    expect(await cancel('--context', 'do')).toContain('there is no run');
    expect(await cancel('--context', 'other')).toContain('there is no context other');
    await context('logout', 'look');
    expect((await context('context', 'list')).stdout).not.toContain('look');
    expect(existsSync(join(folder, 'ivy', 'trust', 'users', 'look'))).toBe(false);
  });
});

test('a key that others can read is not used', async () => {
  await login('kim', '--role', 'viewer');
  const key = join(folder, 'kim', 'trust', 'users', '127.0.0.1', 'own.pem');
  chmodSync(key, 0o640);
  expect((await runChorus(['runs'], home('kim'))).stderr).toContain(`'chmod 600 ${key}' mends it`);
});

test('an authority is made once, and its key is for its owner alone', async () => {
  const again = await runChorus(['ca', 'init', ...atState]);
  expect(again.stderr).toContain('has an authority already');
  const open = join(folder, 'open');
  await runChorus(['ca', 'init', '--state', open]);
  chmodSync(join(open, 'trust', 'authority.key'), 0o644);
  const refused = await runChorus(['serve', '--listen', '127.0.0.1:0', '--state', open], ADA);
  expect(refused).toMatchObject({ exitStatus: 2, stdout: '' });
  expect(refused.stderr).toContain("'chmod 600");
});

describe('asked to listen for other machines', () => {
  async function serve(...flags: readonly string[]) {
    const where = join(folder, `state-of-${flags.length}`);
    const args = ['serve', '--listen', '0.0.0.0:0', '--state', where, ...flags];
    const process = new ChorusProcess(args, home('zoe'));
    onTestFinished(async () => {
      process.child.kill();
      await process.end();
    });
    const port = (await process.listens()).split(':')[1];
    return { process, where, port };
  }

  test('a coordinator makes an authority, and its metrics are for those who may look', async () => {
    const { process, where, port } = await serve('--metrics', '0.0.0.0:0');
    expect(process.stdout).toContain('made a certificate authority');
    const nobody = await runChorus(['runs', '--coordinator', `localhost:${port}`], home('nobody'));
    expect(nobody.stderr).toContain('speaks TLS');
    const known = await runChorus(['runs', '--coordinator', `${hostname()}:${port}`], home('zoe'));
    expect(known.stderr).toBe('');
    const metricsPort = Number(/metrics: +https:\/\/\S+:(\d+)\/metrics/.exec(process.stdout)![1]);
    const [label] = JSON.parse(
      (await runChorus(['context', 'list', '--json'], home('zoe'))).stdout,
    ) as [{ label: string }];
    const ca = readFileSync(join(where, 'trust', 'authority.crt'));
    const own = readFileSync(join(folder, 'zoe', 'trust', 'users', label.label, 'own.pem'));
    expect(await scrape({ port: metricsPort, ca, cert: own, key: own })).toContain('200 # HELP');
    expect(await scrape({ port: metricsPort, ca })).toMatch(
      /certificate required|ECONNRESET|closed|hang up/,
    );
  });

  test('with --insecure it speaks plain text, and says what that means', async () => {
    const { process, where, port } = await serve('--insecure');
    expect(process.stderr + process.stdout).toContain(
      'whoever reaches this coordinator may submit',
    );
    expect(existsSync(join(where, 'trust'))).toBe(false);
    const outcome = await runChorus(['runs', '--coordinator', `127.0.0.1:${port}`], home('nobody'));
    expect(outcome.exitStatus).toBe(0);
  });
});

function scrape(options: {
  port: number;
  ca: Buffer;
  cert?: Buffer;
  key?: Buffer;
}): Promise<string> {
  return new Promise((resolve) => {
    const asking = request(
      { ...options, host: 'localhost', path: '/metrics', agent: false },
      (answer) => {
        answer.once('data', (text) => {
          resolve(`${answer.statusCode} ${String(text)}`);
          asking.destroy();
        });
      },
    );
    asking.once('error', ({ message }) => resolve(message));
    asking.end();
  });
}
