import { runChorus } from '@chorus/chorus/testing';
import { sampleSize } from '@chorus/data';
import type { Report } from '@chorus/run-view';
import { prepareKerasEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

const PROGRAM = fileURLToPath(new URL('keras_model.py', import.meta.url));
const TEST_SAMPLES = 200;

/** What `keras_model.py compare` prints of a member. */
interface Compared {
  readonly difference: number;
  readonly learnt: number;
  readonly keptFrozen: boolean;
}

test(
  'a model of Keras 3 with its weights trains on two workers with empty caches, and predicts the same in Keras',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async ({ skip }) => {
    const { python, reason } = await prepareKerasEnvironment();
    if (python === undefined) return skip(reason);
    await using cluster = await TestCluster.start({ empty: true });
    const keras = (...args: string[]) =>
      execFileSync(python, [PROGRAM, ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    const folder = join(cluster.folder, 'keras');
    mkdirSync(folder);
    keras('write', folder);

    const workers = [cluster.startWorker(), cluster.startWorker()];
    const { exitStatus, stdout, stderr } = await runChorus(
      [
        ...['train', '--coordinator', cluster.address, '--model-file', join(folder, 'model.json')],
        ...['--dataset', 'shapes', '--train-limit', '600', '--test-limit', `${TEST_SAMPLES}`],
        ...['--members', '2', '--epochs', '2', '--batch-size', '50', '--learning-rate', '0.01'],
        ...['--out', join(cluster.folder, 'client-runs'), '--json'],
      ],
      { CHORUS_HOME: join(cluster.folder, 'client-home') },
    );
    expect([exitStatus, stderr]).toEqual([0, expect.anything()]);
    const report = JSON.parse(stdout.trim().split('\n').at(-1)!) as Report;
    for (const { output } of workers) expect(output).toContain('is fetched from the coordinator');

    const { test: samples, sample } = cluster.dataset;
    const values = samples.values.subarray(0, TEST_SAMPLES * sampleSize(sample.shape));
    writeFileSync(join(folder, 'samples.bin'), values);
    const run = join(cluster.folder, 'client-runs', report.runId);
    const compared = JSON.parse(keras('compare', folder, run)) as Record<string, Compared>;
    expect(Object.keys(compared)).toEqual(['1', '2']);
    for (const { difference, learnt, keptFrozen } of Object.values(compared)) {
      expect(difference).toBeLessThan(1e-5);
      expect(learnt).toBeGreaterThan(0.01);
      expect(keptFrozen).toBe(true);
    }
  },
);
