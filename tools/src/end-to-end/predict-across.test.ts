/** Predicting on the workers of a coordinator: the same rows as on this machine, to the byte. */
import { ChorusProcess, runChorus } from '@chorus/chorus/testing';
import { FinishedRun } from '@chorus/run-files';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

const TIMEOUT_MS = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
const environment = { CHORUS_HOME: join(folder, 'home') };
const input = join(folder, 'new.csv');
/** More than a worker gets at once with one member. */
const ROWS = 5_250;
const BAD_ROWS = [1, 4_321, ROWS];
let run: string;

beforeAll(async () => {
  const program = fileURLToPath(new URL('../sample-data/main.ts', import.meta.url));
  execFileSync(process.execPath, [program, folder]);
  const table = ['--data', join(folder, 'flowers.csv'), '--target-column', 'species'];
  const small = ['--members', '2', '--epochs', '1', '--threads', '1', '--dense-units', '8'];
  const runs = join(folder, 'runs');
  const flags = [...table, ...small, '--scaling', 'standardise', '--out', runs];
  const told = await runChorus(['train', ...flags], environment);
  expect(told.exitStatus, told.stderr).toBe(0);
  run = join(runs, readdirSync(runs)[0]!);
  writeRows();
}, TIMEOUT_MS);
afterAll(() => rm(folder, { recursive: true }));

/** Rows of training over and over, some of them with a text where training has a number. */
function writeRows(): void {
  const text = readFileSync(join(folder, 'flowers.csv'), 'utf8').trimEnd();
  const [header = '', ...rows] = text.split('\n');
  const column = header.split(',').indexOf('petal_length');
  const lines = Array.from({ length: ROWS }, (_, at) => {
    const cells = rows[at % rows.length]!.split(',');
    return (BAD_ROWS.includes(at + 1) ? cells.with(column, 'long') : cells).join(',');
  });
  writeFileSync(input, [header, ...lines].join('\n'));
}

const predict = (...flags: string[]) =>
  runChorus(['predict', run, '--input', input, ...flags], environment);

test(
  'two workers share the members and parts of the input, and the rows are those of one machine',
  { timeout: TIMEOUT_MS },
  async () => {
    await using cluster = await TestCluster.start({ empty: true });
    const workers = [cluster.startWorker(), cluster.startWorker()];
    await Promise.all(workers.map((worker) => worker.prints(/joined/)));
    const [here, there] = [join(folder, 'here.csv'), join(folder, 'there.csv')];
    const alone = await predict('--out', here);
    const together = await predict('--out', there, '--coordinator', cluster.address);
    for (const { exitStatus, stderr } of [alone, together]) {
      expect(exitStatus, stderr).toBe(1);
      expect(stderr).toContain('5,247 samples predicted, 3 not');
    }
    expect(readFileSync(there).equals(readFileSync(here))).toBe(true);

    const [, runId = ''] = /run (\S+) predicts; Ctrl-C cancels it/.exec(together.stderr) ?? [];
    const assigned = new Set<string>();
    for await (const event of cluster.watch(runId)) {
      if (event.type === 'assigned') assigned.add(event.worker);
      // Nobody knows the classes of what is predicted.
      if (event.type === 'done') expect(event).not.toHaveProperty('testAccuracy');
      if (event.type === 'finished') expect(event).not.toHaveProperty('result');
    }
    expect(assigned.size).toBe(2);
    const left = cluster.runFolder(runId);
    for (const absent of ['report.json', 'labels.npy', 'members']) {
      expect(existsSync(join(left, absent)), absent).toBe(false);
    }
    expect(readdirSync(join(left, 'predictions'))).toHaveLength(4);
    expect(() => FinishedRun.open(left)).toThrow(/only predicted, with the ensemble of run /);

    const listed = await runChorus(['runs', '--coordinator', cluster.address], environment);
    const { runId: trained } = FinishedRun.open(run);
    expect(listed.stdout).toContain(`input for run ${trained}`);
    expect(listed.stdout.trimEnd().split('\n').at(-1)).toMatch(/ succeeded .* 4\/4 .* -$/);
    const asked = ['watch', runId, '--coordinator', cluster.address];
    const watched = await runChorus(asked, environment);
    expect(watched).toMatchObject({ exitStatus: 0 });
    expect(watched.stdout).toContain(`run ${runId} has predicted: it has no result of its own`);
    // What was sent does not stay.
    expect(readdirSync(environment.CHORUS_HOME).join(' ')).not.toContain('predict-');
  },
);

test('Ctrl-C cancels what the workers predict', { timeout: TIMEOUT_MS }, async () => {
  await using cluster = await TestCluster.start({ empty: true });
  const out = join(folder, 'cancelled.csv');
  const flags = ['--input', input, '--out', out, '--coordinator', cluster.address];
  const client = new ChorusProcess(['predict', run, ...flags], environment);
  await client.prints('waiting for a worker');
  client.child.kill('SIGINT');
  const { exitStatus, stderr } = await client.end();
  expect(exitStatus).toBe(130);
  expect(stderr).toMatch(/run (\S+) is cancelled/);
  expect(existsSync(out)).toBe(false);
  const listed = await runChorus(['runs', '--coordinator', cluster.address], environment);
  expect(listed.stdout).toContain(' cancelled ');
});

test(
  'what somebody else cancels is told, with exit status 1',
  { timeout: TIMEOUT_MS },
  async () => {
    await using cluster = await TestCluster.start({ empty: true });
    const out = join(folder, 'ended.csv');
    const flags = ['--input', input, '--out', out, '--coordinator', cluster.address];
    const client = new ChorusProcess(['predict', run, ...flags], environment);
    await client.prints('waiting for a worker');
    const [, runId = ''] = /run (\S+) predicts/.exec(client.stderr) ?? [];
    await runChorus(['cancel', runId, '--coordinator', cluster.address], environment);
    const { exitStatus, stderr } = await client.end();
    expect(exitStatus, stderr).toBe(1);
    expect(stderr).toContain(`run ${runId} was cancelled`);
    expect(existsSync(out)).toBe(false);
  },
);

test('a coordinator that does not answer is told in one line, and nothing is written', async () => {
  const out = join(folder, 'none.csv');
  const told = await predict('--out', out, '--coordinator', '127.0.0.1:1');
  expect(told.exitStatus).toBe(2);
  const errors = told.stderr.split('\n').filter((line) => line.startsWith('chorus: '));
  expect(errors).toEqual([expect.stringContaining('no coordinator answers at 127.0.0.1:1')]);
  expect(existsSync(out)).toBe(false);
});
