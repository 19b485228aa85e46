import { runChorus } from '@chorus/chorus/testing';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';
import { WorkerProcess } from './worker-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

/** Loaded before every program: trainers end as soon as they are given a member. */
const CRASH = join(folder, 'crash.mjs');
writeFileSync(
  CRASH,
  `if (process.argv[1]?.includes('trainer/main')) {
     process.on('message', ({ type }) => {
       if (type !== 'train') return;
       console.error('the driver is broken');
       process.exit(7);
     });
   }`,
);
const environment = {
  CHORUS_HOME: join(folder, 'home'),
  NODE_OPTIONS: `--import=${CRASH}`,
};
const SIX_MEMBERS = [
  ...['train', '--dataset', 'shapes', '--train-limit', '600', '--test-limit', '200'],
  ...['--members', '6', '--filters', '8,8', '--dense-units', '32', '--batch-size', '50'],
];
const REASON =
  /run \S+ failed: member \d failed 3 times \(trainer-crashed\): .*: the driver is broken/;

test('train by itself ends with status 1 and says why', { timeout: 180_000 }, async () => {
  const out = join(folder, 'runs');
  const { exitStatus, stdout, stderr } = await runChorus(
    [...SIX_MEMBERS, '--workers', '1', '--out', out],
    environment,
  );
  expect(stdout + stderr).toMatch(REASON);
  expect(exitStatus).toBe(1);
});

test(
  'train on a worker with two slots ends with status 1 and says why, and the worker stays',
  { timeout: 180_000 },
  async () => {
    await using cluster = await TestCluster.start();
    const worker = new WorkerProcess(cluster.address, environment, ['--slots', '2']);
    try {
      const { exitStatus, stdout, stderr } = await runChorus(
        [...SIX_MEMBERS, '--coordinator', cluster.address, '--out', join(folder, 'fetched')],
        environment,
      );
      expect(stdout + stderr).toMatch(REASON);
      expect(exitStatus).toBe(1);
      const workers = await runChorus(['workers', '--coordinator', cluster.address], environment);
      expect(workers.stdout).toMatch(/ 0\/2 .* ready /);
    } finally {
      await worker.end('SIGTERM');
    }
  },
);
