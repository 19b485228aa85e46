import { preparePythonEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

test(
  'C7, C8: a worker killed in the middle costs nothing: the report is the sum of the .npy files',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async ({ skip }) => {
    await using cluster = await TestCluster.start();
    const [first] = [cluster.startWorker(), cluster.startWorker()];
    const runId = await cluster.submit({ members: 3, epochs: 6 });

    for await (const event of cluster.watch(runId)) {
      if (event.type !== 'epoch') continue;
      first!.kill();
      break;
    }
    const { events, report } = await cluster.finish(runId);

    const lost = events.filter(({ type }) => type === 'lost');
    expect(lost).toMatchObject([{ attempt: 1, retried: true }]);
    expect(report.members.map(({ attempts }) => attempts).toSorted()).toEqual([1, 1, 2]);
    for (const { epochs } of report.members) {
      expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    }
    const { python, reason } = await preparePythonEnvironment();
    if (!python) skip(reason);
    const script = fileURLToPath(new URL('sum_predictions.py', import.meta.url));
    const recomputed = execFileSync(python!, [script, cluster.runFolder(runId)], {
      encoding: 'utf8',
    });
    expect(Number(recomputed)).toBeCloseTo(report.ensemble.accuracy, 12);
  },
);

test('C6: a late watcher sees every event in order, and events.jsonl holds the same', async () => {
  await using cluster = await TestCluster.start();
  cluster.startWorker();
  const runId = await cluster.submit();
  const { events } = await cluster.finish(runId);

  const kept = events.filter(({ type }) => type !== 'progress');
  expect(kept.map(({ sequence }) => sequence)).toEqual(kept.map((_, index) => index + 1));
  const late = await Array.fromAsync(cluster.watch(runId, 3));
  expect(late).toEqual(kept.slice(2));
  const lines = readFileSync(join(cluster.runFolder(runId), 'events.jsonl'), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(kept);
});

test('the same seed gives bit-identical predictions, whatever the number of workers', async () => {
  await using cluster = await TestCluster.start();
  cluster.startWorker();
  const alone = await cluster.finish(await cluster.submit({ members: 2 }));
  cluster.startWorker();
  const together = await cluster.finish(await cluster.submit({ members: 2 }));
  const other = await cluster.finish(await cluster.submit({ members: 2, seed: 8 }));

  const digests = ({ report }: typeof alone) =>
    report.members.map((member) => member.predictionsSha256);
  expect(digests(together)).toEqual(digests(alone));
  expect(digests(other)).not.toContain(digests(alone)[0]);
});

test('a worker without the dataset fetches it from the coordinator, once', async () => {
  await using cluster = await TestCluster.start();
  const worker = cluster.startWorker(['--slots', '2']);
  await cluster.finish(await cluster.submit());
  await cluster.finish(await cluster.submit());
  expect(worker.output.match(/shapes is fetched from the coordinator/g)).toHaveLength(1);
});

test('every line of a worker says which worker it is, and which attempt it is about', async () => {
  await using cluster = await TestCluster.start();
  const worker = cluster.startWorker(['--name', 'gpu-box']);
  const run = await cluster.submit({ members: 1 });
  await cluster.finish(run);
  const lines = worker.output.split('\n').map((line) => JSON.parse(line));
  for (const line of lines) expect(line).toMatchObject({ level: 'info', worker: 'gpu-box' });
  const begins = lines.filter(({ msg }) => msg === 'begins');
  expect(begins).toMatchObject([{ run, member: 1, attempt: 1 }]);
});

test('a run leaves what the design promises', async () => {
  await using cluster = await TestCluster.start();
  cluster.startWorker();
  const runId = await cluster.submit();
  await cluster.finish(runId);
  const folder = cluster.runFolder(runId);
  const files = ['run.json', 'report.json', 'labels.npy', 'events.jsonl'];
  for (const member of [1, 2]) {
    files.push(`predictions/member-${member}.npy`);
    files.push(`members/${member}/model.json`, `members/${member}/weights.bin`);
  }
  for (const file of files) expect(statSync(join(folder, file)).size).toBeGreaterThan(0);
});

test('a trainer process that is killed costs its member one attempt', async ({ skip }) => {
  if (process.platform !== 'linux') skip('finding the trainer process needs /proc');
  await using cluster = await TestCluster.start();
  const worker = cluster.startWorker();
  const runId = await cluster.submit({ members: 1, epochs: 4 });
  for await (const event of cluster.watch(runId)) {
    if (event.type !== 'epoch') continue;
    for (const pid of worker.trainers()) process.kill(pid, 'SIGKILL');
    break;
  }
  const { events, report } = await cluster.finish(runId);
  const [lost] = events.filter(({ type }) => type === 'lost');
  expect(lost).toMatchObject({
    attempt: 1,
    kind: 'trainer-crashed',
    reason: expect.stringContaining('the trainer process ended with SIGKILL'),
  });
  expect(report.members[0]!.attempts).toBe(2);
});

test('a worker that is asked to stop leaves no process behind and exits with 0', async () => {
  await using cluster = await TestCluster.start();
  const worker = cluster.startWorker();
  const runId = await cluster.submit({ epochs: 50 });
  for await (const event of cluster.watch(runId)) if (event.type === 'epoch') break;
  const trainers = worker.trainers();
  expect(trainers).toHaveLength(1);
  expect(await worker.end('SIGTERM')).toBe(0);
  for (const pid of trainers) expect(existsSync(`/proc/${pid}`)).toBe(false);
});
