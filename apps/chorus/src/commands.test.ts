import { FakeRunService } from '@chorus/client/testing';
import { configDigest } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import {
  assigned,
  cancelled,
  done,
  epoch,
  failed,
  lost,
  progress,
  RUN_ID,
  sampleEvents,
  sampleReport,
  submitted,
  succeeded,
  training,
} from '@chorus/run-view/testing';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ChorusProcess, runChorus } from './testing/run-chorus.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));
const environment = { CHORUS_HOME: join(folder, 'home') };

const events = sampleEvents(
  submitted(),
  assigned(1),
  training(1),
  progress(1, 1, 5),
  epoch(1, 1),
  done(1),
  done(2),
  succeeded(),
);
const files = [{ path: 'report.json', data: Buffer.from(JSON.stringify(sampleReport())) }];

test('train submits what the flags say, tells every epoch, and leaves the files in --out', async () => {
  await using service = await FakeRunService.start({ events, files });
  const out = join(folder, 'runs');
  const flags = ['--dataset', 'shapes', '--members', '2', '--epochs', '3', '--trainLimit=500'];
  const { exitStatus, stdout } = await runChorus(
    ['train', '--coordinator', service.address, '--out', out, ...flags],
    environment,
  );
  expect(exitStatus).toBe(0);
  expect(service.configs).toMatchObject([
    {
      members: { count: 2 },
      execution: { threads: 1 },
      training: { epochs: 3 },
      dataset: { name: 'shapes', trainLimit: 500 },
    },
  ]);
  expect(stdout).toContain(
    'member 1 epoch 1/15: loss 1.2345, accuracy 0.5610, 8.0 s, 2,310 samples/s',
  );
  expect(stdout).toContain('Ensemble of 2: accuracy 0.6900');
  expect(stdout).toContain(`Files: ${join(out, RUN_ID)}`);
  expect(JSON.parse(readFileSync(join(out, RUN_ID, 'report.json'), 'utf8'))).toEqual(
    sampleReport(),
  );
});

test('--print-config shows every flag beside the configuration', async () => {
  const { exitStatus, stdout } = await runChorus(['train', '--print-config', '--http']);
  expect(exitStatus).toBe(0);
  expect(stdout.split('\n').filter((line) => line.startsWith('#'))).toEqual([
    '# --config: not given',
    '# --coordinator: not given',
    '# --out: runs',
    '# --json: false',
    '# --http: 127.0.0.1:8080',
    '# --allow-cpu: false',
    '# --insecure: false',
  ]);
});

test('with --json every line is an event and the last one the report; notes go elsewhere', async () => {
  await using service = await FakeRunService.start({ events, files, workers: 0 });
  const { exitStatus, stdout, stderr } = await runChorus(
    ['train', '--coordinator', service.address, '--out', folder, '--dataset', 'shapes', '--json'],
    environment,
  );
  expect(exitStatus).toBe(0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([...events, sampleReport()]);
  expect(stderr).toContain('waiting for a worker');
});

test('Ctrl-C while train brings the files leaves none, and says what the result is', async () => {
  await using service = await FakeRunService.start({ events, files, filesNeverEnd: true });
  const out = join(folder, 'interrupted');
  mkdirSync(out);
  const command = ['train', '--coordinator', service.address, '--out', out, '--dataset', 'shapes'];
  const process = new ChorusProcess(command, environment);
  await service.fetched.promise;
  process.child.kill('SIGINT');
  const { exitStatus, stdout } = await process.end();
  expect(exitStatus).toBe(130);
  const where = `in the folder ${RUN_ID} of the coordinator's runs`;
  expect(stdout).toContain(`accuracy is 0.6900, its files are ${where}`);
  expect(readdirSync(out)).toEqual([]);
});

test('a run that fails ends train and watch with status 1 and its reason', async () => {
  const reason = 'member 1 failed 3 times: the loss is no longer a finite number';
  const unlucky = sampleEvents(submitted(), assigned(1), failed(reason));
  await using service = await FakeRunService.start({ events: unlucky });
  const common = ['--coordinator', service.address];
  const trained = await runChorus(['train', '--dataset', 'shapes', ...common], environment);
  const watched = await runChorus(['watch', ...common]);
  for (const { exitStatus, stderr } of [trained, watched]) {
    expect(exitStatus).toBe(1);
    expect(stderr).toContain(`run ${RUN_ID} failed: ${reason}`);
  }
});

test('a run that is cancelled ends train and watch with status 1 and says so last; status shows it', async () => {
  const stopped = lost(1, 'cancelled', { retried: false });
  const ended = sampleEvents(submitted(), assigned(1), stopped, cancelled());
  await using service = await FakeRunService.start({ events: ended });
  const common = ['--coordinator', service.address];
  const trained = await runChorus(['train', '--dataset', 'shapes', ...common], environment);
  const watched = await runChorus(['watch', ...common]);
  for (const { exitStatus, stderr } of [trained, watched]) {
    expect(exitStatus).toBe(1);
    expect(stderr).toBe(`warning: run ${RUN_ID} was cancelled\n`);
  }
  const { exitStatus, stdout } = await runChorus(['status', ...common]);
  expect(exitStatus).toBe(0);
  expect(stdout.replace(/\d\d:\d\d elapsed/, 'TIME elapsed')).toBe(
    [
      `run ${RUN_ID}  shapes (synthetic)  0/2 members done  cancelled  TIME elapsed`,
      'member 1  cancelled',
      'member 2  cancelled',
      `configuration ${configDigest(sampleConfig())}`,
      `run ${RUN_ID} was cancelled\n`,
    ].join('\n'),
  );
});

test('train submits what the flags say of failures', async () => {
  await using service = await FakeRunService.start({ events, files });
  const shapes = ['train', '--dataset', 'shapes', '--coordinator', service.address];
  const where = [...shapes, '--out', folder];
  await runChorus([...where, '--members', '3'], environment);
  const limits = ['--min-members', '2', '--max-failures=5', '--stall-timeout', '90'];
  const checkpoints = ['--checkpointEvery=2', '--keep-checkpoints'];
  await runChorus([...where, '--members', '3', ...limits, ...checkpoints], environment);
  const defaults = { maxFailures: 3, checkpointEvery: 1, keepCheckpoints: false };
  const chosen = { minMembers: 2, maxFailures: 5, checkpointEvery: 2, keepCheckpoints: true };
  expect(service.configs.map(({ faults }) => faults)).toMatchObject([
    { ...defaults, stallTimeout: 120 },
    { ...chosen, stallTimeout: 90 },
  ]);
});

test('train submits whether steps are compiled: they are, unless it says no', async () => {
  await using service = await FakeRunService.start({ events, files });
  const shapes = ['train', '--dataset', 'shapes', '--coordinator', service.address];
  for (const flags of [[], ['--no-compile'], ['--compile=false']]) {
    await runChorus([...shapes, '--out', folder, ...flags], environment);
  }
  expect(service.configs.map(({ execution }) => execution.compile)).toEqual([true, false, false]);
});

test('watch shows a run that is over from its beginning to its result', async () => {
  await using service = await FakeRunService.start({ events, files });
  const { exitStatus, stdout } = await runChorus([
    'watch',
    RUN_ID,
    '--coordinator',
    service.address,
  ]);
  expect(exitStatus).toBe(0);
  expect(stdout).toMatch(/^run 20260102-030405-abcd: 2 members, shapes \(synthetic\)/);
  expect(stdout).toContain('Ensemble of 2: accuracy 0.6900');
});

test('status shows where the members stand, and does not wait', async () => {
  await using service = await FakeRunService.start({ events: events.slice(0, 5) });
  const common = ['status', '--coordinator', service.address];
  const { stdout } = await runChorus(common);
  expect(stdout).toMatch(/0\/2 members done/);
  expect(stdout).toMatch(/member 1 .*epoch +2\/15 .*loss 1\.2345/);
  expect(stdout).toMatch(/member 2 .*waiting for a worker/);
  const { stdout: json } = await runChorus([...common, '--json']);
  expect(JSON.parse(json)).toMatchObject({
    runId: RUN_ID,
    status: 'running',
    configSha256: configDigest(sampleConfig()),
    members: [{ phase: 'training', epochs: [{ epoch: 1 }] }, { phase: 'pending' }],
    report: null,
  });
});

test('runs and workers are tables, or JSON', async () => {
  await using service = await FakeRunService.start();
  const ask = (...args: readonly string[]) =>
    runChorus([...args, '--coordinator', service.address]).then(({ stdout }) => stdout);
  expect(await ask('runs')).toMatch(/succeeded +shapes +2\/2 +2026-01-02 03:04:05 UTC +0\.6900/);
  expect(JSON.parse(await ask('runs', '--json'))).toMatchObject([
    { runId: RUN_ID, accuracy: 0.69 },
  ]);
  expect(await ask('workers')).toMatch(/gpu-box-0 +gpu-box +tensorflow +2 × NVIDIA H200 +1\/2/);
  expect(JSON.parse(await ask('workers', '--json'))).toMatchObject([{ workerId: 'gpu-box-0' }]);
});

test('runs shows all of them, however many pages they are', async () => {
  await using service = await FakeRunService.start({ runPages: 3 });
  const { stdout } = await runChorus(['runs', '--coordinator', service.address]);
  expect(stdout.match(/succeeded/g)).toHaveLength(3);
});
