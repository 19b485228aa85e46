import { ChorusProcess, runChorus } from '@chorus/chorus/testing';
import type { Report } from '@chorus/run-view';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WorkerProcess } from './worker-process.ts';

const RUN = [
  ...['--dataset', 'shapes', '--train-limit', '1000', '--test-limit', '200', '--seed', '7'],
  ...['--members', '2', '--epochs', '4', '--batch-size', '50'],
  ...['--filters', '8,8', '--dense-units', '32'],
];

/** Machines that share nothing: each has a cache folder of its own. */
class KnownCluster implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'chorus-known-'));
  readonly state = join(this.folder, 'state');
  readonly workers: WorkerProcess[] = [];
  serving!: ChorusProcess;
  address = '';

  static async start(): Promise<KnownCluster> {
    const cluster = new KnownCluster();
    await cluster.chorus('ca', 'init', '--state', cluster.state);
    await cluster.serve('127.0.0.1:0');
    return cluster;
  }

  async serve(listen: string): Promise<void> {
    const args = ['serve', '--listen', listen, '--state', this.state];
    this.serving = new ChorusProcess(args, this.home('ada'));
    this.address = await this.serving.listens();
  }

  home(name: string): NodeJS.ProcessEnv {
    return { CHORUS_HOME: join(this.folder, name), CHORUS_DATA_DIR: '' };
  }

  /** A command of whoever has started the coordinator. */
  chorus(...args: readonly string[]) {
    return runChorus(args, this.home('ada'));
  }

  async token(...flags: readonly string[]): Promise<string> {
    const { stdout } = await this.chorus('token', 'create', ...flags, '--state', this.state);
    return stdout.trim();
  }

  /** @param environment where its token is, unless its arguments say so */
  join(name: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): WorkerProcess {
    const all = { ...this.home(name), ...environment };
    const worker = new WorkerProcess(this.address, all, ['--name', name, ...args]);
    this.workers.push(worker);
    return worker;
  }

  async train(): Promise<Report> {
    const out = join(this.folder, 'out');
    const where = ['--coordinator', this.address, '--out', out, '--json'];
    const { stdout } = await this.chorus('train', ...RUN, ...where);
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Report;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.workers) worker.kill();
    this.serving.child.kill('SIGKILL');
    await Promise.all([this.serving.end(), ...this.workers.map((worker) => worker.end())]);
    rmSync(this.folder, { recursive: true });
  }
}

const digests = ({ members }: Report) => members.map((member) => member.predictionsSha256);

/** Every file below a folder, but keys and what has none of a run: caches. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.(key|pem)$|sessions\.json$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** The command lines of all processes. */
function commandLines(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readIfThere(`/proc/${pid}/cmdline`))
    .join('\n');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

test('machines that a token has let in train as those on one machine do, and no secret is left anywhere', async ({
  skip,
}) => {
  if (process.platform !== 'linux') skip('what processes show of themselves is read from /proc');
  await using cluster = await KnownCluster.start();
  const token = await cluster.token('--uses', '2');
  const file = join(cluster.folder, 'token.txt');
  writeFileSync(file, token, { mode: 0o600 });
  const one = cluster.join('one', ['--join-file', file]);
  const two = cluster.join('two', [], { CHORUS_JOIN_TOKEN: token });
  await Promise.all([one.prints(/joined .* as one/), two.prints(/joined .* as two/)]);
  const three = cluster.join('three', ['--join-file', file]);
  expect(await three.end()).toBe(2);
  expect(three.output).toContain('is used up: it was for 2');
  rmSync(file);

  const training = cluster.train();
  await one.prints(/begins/);
  await expect.poll(() => one.trainers(), { timeout: 30_000 }).not.toEqual([]);
  const [trainer] = one.trainers();
  const shown = commandLines() + readIfThere(`/proc/${trainer}/environ`);
  const report = await training;

  const alone = await runChorus(
    ['train', ...RUN, '--json', '--out', join(cluster.folder, 'alone')],
    cluster.home('alone'),
  );
  expect(digests(report)).toEqual(digests(JSON.parse(alone.stdout.trim().split('\n').at(-1)!)));

  const keys = ['ada/trust', 'one/trust', 'two/trust', 'state/trust']
    .flatMap((part) =>
      readdirSync(join(cluster.folder, part), { withFileTypes: true, recursive: true }),
    )
    .filter(({ name }) => /\.(key|pem)$/.test(name))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').split('\n')[1]!);
  expect(keys.length).toBeGreaterThan(3);
  const [, body = ''] = token.split('.');
  const [, , , secret] = JSON.parse(Buffer.from(body, 'base64url').toString()) as string[];
  const told = [
    cluster.serving.stdout,
    cluster.serving.stderr,
    one.output,
    two.output,
    three.output,
  ];
  const files = filesBelow(cluster.folder).map((path) => readFileSync(path, 'latin1'));
  for (const text of [shown, ...told, ...files]) {
    for (const word of [token, body, secret!, ...keys]) expect(text.includes(word)).toBe(false);
  }
});

test('a worker that has joined comes back without its token, as who it was, also when the coordinator is started again', async () => {
  await using cluster = await KnownCluster.start();
  // Where the coordinator is says the worker's own flag, not the token.
  const token = await cluster.token('--address', '127.0.0.1:1');
  const first = cluster.join('gpu-box', [], { CHORUS_JOIN_TOKEN: token });
  await first.prints(/joined .* as gpu-box/);
  await first.end('SIGTERM');
  const second = cluster.join('gpu-box', []);
  await second.prints(/joined .* as gpu-box/);
  cluster.serving.child.kill('SIGKILL');
  await cluster.serving.end();
  await cluster.serve(cluster.address);
  await second.prints(/joined .* again as gpu-box/);
});

test('a worker that is removed leaves at once, says why, and another finishes its members', async () => {
  await using cluster = await KnownCluster.start();
  const removed = cluster.join('removed', [], { CHORUS_JOIN_TOKEN: await cluster.token() });
  await removed.prints(/joined/);
  const training = cluster.train();
  await removed.prints(/begins/);
  const said = await cluster.chorus('workers', 'remove', 'removed', '--state', cluster.state);
  expect(said.stdout).toContain('worker removed is disconnected');
  expect(await removed.end()).toBe(2);
  expect(removed.output).toContain('worker removed was removed');
  cluster.join('other', [], { CHORUS_JOIN_TOKEN: await cluster.token() });
  expect((await training).members).toHaveLength(2);
});

test('two processes of a machine are not one worker', async () => {
  await using cluster = await KnownCluster.start();
  const token = await cluster.token();
  const first = cluster.join('gpu-box', [], { CHORUS_JOIN_TOKEN: token });
  await first.prints(/joined/);
  const again = cluster.join('gpu-box', []);
  expect(await again.end()).toBe(2);
  expect(again.output).toContain('which another process is');
  expect(first.alive).toBe(true);
});
