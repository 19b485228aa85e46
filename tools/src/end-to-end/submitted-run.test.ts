import { ChorusProcess, runChorus } from '@chorus/chorus/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

const SMALL = [
  ...['--dataset', 'shapes', '--train-limit', '600', '--test-limit', '200', '--members', '2'],
  ...['--filters', '8,8', '--dense-units', '32', '--batch-size', '50'],
];

/** `chorus train` as on a machine that shares nothing with the coordinator but the network. */
function trainArguments(cluster: TestCluster, ...args: readonly string[]): string[] {
  const out = join(cluster.folder, 'client-runs');
  return ['train', '--coordinator', cluster.address, '--out', out, ...SMALL, ...args];
}

function ownHome(cluster: TestCluster) {
  return { CHORUS_HOME: join(cluster.folder, 'client-home') };
}

test('the dataset goes from client to coordinator to worker, and the files come back', async () => {
  await using cluster = await TestCluster.start({ empty: true, pageDir: import.meta.dirname });
  cluster.startWorker();
  const args = trainArguments(cluster, '--epochs', '1', '--json');
  const { exitStatus, stdout, stderr } = await runChorus(args, ownHome(cluster));
  expect(stderr).toContain('the coordinator lacks the dataset shapes: it is sent');
  expect(exitStatus).toBe(0);
  const report = JSON.parse(stdout.trim().split('\n').at(-1)!);
  expect(stderr).toContain(`in a browser: http://${cluster.httpAddress}/#/runs/${report.runId}`);
  const fetched = join(cluster.folder, 'client-runs', report.runId);
  for (const file of ['report.json', 'labels.npy', 'predictions/member-2.npy']) {
    const original = readFileSync(join(cluster.runFolder(report.runId), file));
    expect(readFileSync(join(fetched, file))).toEqual(original);
  }
  expect(JSON.parse(readFileSync(join(fetched, 'report.json'), 'utf8'))).toEqual(report);
});

test('Ctrl-C on a submitted run leaves it to the coordinator, and says how to watch it', async () => {
  await using cluster = await TestCluster.start();
  cluster.startWorker();
  const client = new ChorusProcess(trainArguments(cluster, '--epochs', '3'), ownHome(cluster));
  await client.prints('epoch 1/3');
  client.child.kill('SIGINT');
  const { exitStatus, stdout } = await client.end();
  expect(exitStatus).toBe(130);
  const [, runId] = /run (\S+) goes on; to see it: npx chorus watch \1/.exec(stdout) ?? [];
  const { report } = await cluster.finish(runId!);
  expect(report.members).toHaveLength(2);
});
