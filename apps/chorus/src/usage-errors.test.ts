import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { ChorusProcess, runChorus } from './testing/run-chorus.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

const out = join(folder, 'runs');
const home = join(folder, 'home');

function file(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** HOST:PORT at which nobody listens. */
async function silentAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.close();
  await once(server, 'close');
  return address;
}

/** Answers with exactly one line and exit status 2, and leaves nothing behind. */
async function refusal(...args: readonly string[]): Promise<string> {
  return refusalWith({}, ...args);
}

async function refusalWith(
  environment: NodeJS.ProcessEnv,
  ...args: readonly string[]
): Promise<string> {
  const all = { CHORUS_HOME: home, ...environment };
  const { exitStatus, stdout, stderr } = await runChorus(args, all);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^chorus: [^\n]+\n$/);
  expect(exitStatus).toBe(2);
  expect(readdirSync(folder)).not.toContain('runs');
  return stderr.slice('chorus: '.length, -1);
}

const refusedTraining = (...args: readonly string[]) => refusal('train', '--out', out, ...args);

// A size that is none is the last that is checked.
test.for([
  [['--cuda'], /^--split must be /],
  [['--no-tensorflow'], /^--split must be /],
  [['--cuda', '--no-tensorflow'], /^of --cpu, --cuda and --no-tensorflow one can be given/],
] as const)('bundle %j has one TensorFlow, or none', async ([args, message]) => {
  expect(await refusal('bundle', '--split', '1', '--out', join(out, 'a.tar'), ...args)).toMatch(
    message,
  );
});

test.for([
  [['--epoch', '3'], /^unknown option '--epoch' \(Did you mean --epochs\?\)$/],
  [['--members', '0'], /^--members must be .* not 0$/],
  [['--dataset', 'shapes', '--batch-size', '6001'], /^--batch-size is 6001, .* at most 6000/],
  [['--coordinator', 'gpu-box'], /^--coordinator must be HOST:PORT.*'gpu-box'$/],
] as const)('train %j is refused by its flag', async ([args, message]) => {
  expect(await refusedTraining(...args)).toMatch(message);
});

test('an unknown key of the configuration is refused by file and line', async () => {
  const config = file('run.yaml', 'members: 4\nepocs: 3\n');
  const message = await refusedTraining('--config', config);
  expect(message).toBe(`${config}:2:1: unknown key 'epocs': did you mean 'epochs'?`);
});

test('dataset files that are missing, cut off, or in a damaged archive are refused by name', async () => {
  const absent = join(folder, 'absent');
  expect(await refusedTraining('--data-dir', absent)).toContain(`there is no ${absent}`);
  const cutOff = file('cifar-10/data_batch_1.bin', 'not 30,730,000 bytes');
  expect(await refusedTraining('--data-dir', join(cutOff, '..'))).toContain(cutOff);
  const archive = file('archive/cifar-10-binary.tar.gz', 'not the archive');
  const message = await refusedTraining('--data-dir', archive);
  expect(message).toMatch(/not the official archive.*MD5.*c32a1d4ab5d03f1284b67883e8d87530/);
});

test('an output folder that cannot be written is refused before anything is trained', async () => {
  const occupied = file('occupied', '');
  const inFile = await refusal('train', '--dataset', 'shapes', '--out', occupied);
  expect(inFile).toBe(
    `--out ${occupied}: ${occupied} is a file, not a folder; choose another folder`,
  );
});

test.skipIf(process.platform !== 'linux')('not even root can write below /proc', async () => {
  const message = await refusal('train', '--dataset', 'shapes', '--out', '/proc/runs');
  expect(message).toBe('--out /proc/runs: /proc cannot be written; choose another folder');
});

// Node's recursive mkdir never ends there.
test.skipIf(process.platform !== 'linux').for([
  ['train', '--dataset', 'shapes', '--out', out],
  ['serve', '--listen', '127.0.0.1:0', '--state', join(folder, 'never-made')],
])('%s refuses caches below /proc', async (args) => {
  const command = new ChorusProcess(args, { CHORUS_HOME: '/proc/chorus' });
  onTestFinished(() => void command.child.kill('SIGKILL'));
  expect(await command.end()).toEqual({
    exitStatus: 2,
    stdout: '',
    stderr:
      'chorus: caches: nothing new can be kept in /proc/chorus, since /proc cannot be written: set CHORUS_HOME to another folder\n',
  });
  expect(readdirSync(folder)).not.toContain('never-made');
});

test('a port that another program has is refused', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const message = await refusal('serve', '--listen', address, '--state', join(folder, 'state'));
  server.close();
  expect(message).toMatch(new RegExp(`cannot listen on ${address}: another program listens there`));
});

test('a state folder that another serve uses is refused with the remedy', async () => {
  const state = join(folder, 'shared-state');
  const args = ['serve', '--listen', '127.0.0.1:0', '--state', state];
  const first = new ChorusProcess(args, { CHORUS_HOME: home });
  try {
    await first.prints('listens on');
    expect(await refusal(...args)).toBe(
      `another coordinator uses the journal ${join(state, 'journal.sqlite')}: stop it, or choose another --state`,
    );
  } finally {
    first.child.kill();
  }
  expect((await first.end()).exitStatus).toBe(0);
});

test.for([
  [['--metrics', '9464'], "--metrics must be HOST:PORT, such as 127.0.0.1:50051, not '9464'"],
  [['--log-level', 'loud'], /^option '--log-level <level>' argument 'loud' is invalid\. /],
] as const)('serve %j is refused by its flag', async ([flags, message]) => {
  expect(await refusal('serve', '--listen', '127.0.0.1:0', ...flags)).toMatch(message);
});

test('a port of /metrics that is taken is refused with the flag', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const where = ['--listen', '127.0.0.1:0', '--state', join(folder, 'state-of-metrics')];
  const message = await refusal('serve', ...where, '--metrics', address);
  server.close();
  expect(message).toBe(
    `cannot listen on ${address}: another program listens there; choose another --metrics`,
  );
});

test.for(['soon', '', '0', '86401'])(
  'serve --lost-after %j is refused by its flag',
  async (lostAfter) => {
    const where = ['--listen', '127.0.0.1:0', '--state', join(folder, 'never-made')];
    const message = await refusal('serve', ...where, '--lost-after', lostAfter);
    expect(message).toBe(`--lost-after must be from 1 to 86400 seconds, not '${lostAfter}'`);
    expect(readdirSync(folder)).not.toContain('never-made');
  },
);

test.for(['many', '0', '1.5', '1001'])(
  'serve --fetches %j is refused by its flag',
  async (fetches) => {
    const where = ['--listen', '127.0.0.1:0', '--state', join(folder, 'never-made')];
    const message = await refusal('serve', ...where, '--fetches', fetches);
    expect(message).toBe(`--fetches must be a whole number from 1 to 1000, not '${fetches}'`);
    expect(readdirSync(folder)).not.toContain('never-made');
  },
);

test.for([
  ['--dataset-limit', 'much'],
  ['--dataset-limit', '64'],
  ['--keep-free', '-1GB'],
])('serve %s %s is refused by its flag', async ([flag, size]) => {
  const where = ['--listen', '127.0.0.1:0', '--state', join(folder, 'never-made')];
  const message = await refusal('serve', ...where, `${flag}=${size}`);
  expect(message).toBe(`${flag} must be a size, such as 500MB or 64GB, not '${size}'`);
  expect(readdirSync(folder)).not.toContain('never-made');
});

test.for([
  ['cancel', "missing required argument 'run'"],
  ['drain', "missing required argument 'worker'"],
  ['replay', "missing required argument 'journal'"],
])('%s says what it needs', async ([command, message]) => {
  expect(await refusal(command!)).toBe(message);
});

test.for([
  ['compare', "missing required argument 'run'"],
  ['compare one', "one run alone cannot be compared: name two or more, 'chorus runs' lists them"],
  ['compare a b a', "run a is named twice: name two or more, 'chorus runs' lists them"],
  ['compare a/b c', 'there is no folder a/b, and it is not the id of a run'],
])('%s is refused', async ([command, message]) => {
  expect(await refusal(...command!.split(' '))).toBe(message);
});

test('compare says that neither a folder nor a coordinator has the run', async () => {
  const message = await refusal('compare', 'a', 'b', '--coordinator', '127.0.0.1:1');
  expect(message).toMatch(/^there is no folder a, and no coordinator answers at 127\.0\.0\.1:1: /);
  expect(await refusal('compare', folder, 'b')).toBe(
    `${folder} is no run's folder: it has no events.jsonl`,
  );
});

test.for(['train', 'watch', 'status', 'runs', 'workers', 'cancel some-run', 'drain some-worker'])(
  '%s says how to start the coordinator that does not answer',
  async (command) => {
    const address = await silentAddress();
    expect(await refusal(...command.split(' '), '--coordinator', address)).toBe(
      `no coordinator answers at ${address}: start one with 'npx chorus serve', or correct --coordinator`,
    );
  },
);

test('a proxy that the coordinator would be reached through is named', async () => {
  const proxy = await silentAddress();
  const address = ['--coordinator', 'coordinator.example:50051'];
  const message = await refusalWith({ http_proxy: `http://${proxy}` }, 'runs', ...address);
  expect(message).toMatch(
    `no coordinator answers at coordinator.example:50051 through the proxy ${proxy} of the environment`,
  );
});
