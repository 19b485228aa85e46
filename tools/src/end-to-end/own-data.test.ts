import { runChorus } from '@chorus/chorus/testing';
import type { Report } from '@chorus/run-view';
import { preparePythonEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-own-data-'));
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Makes one file of arrays of those in a folder. */
const SAVE_NPZ = `
import sys, pathlib, numpy
folder = pathlib.Path(sys.argv[1])
numpy.savez_compressed(sys.argv[2], **{file.stem: numpy.load(file) for file in folder.glob("*.npy")})
`;

beforeAll(() => {
  execFileSync(process.execPath, [here('../sample-data/main.ts'), folder]);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test.for([
  ['a folder of pictures', 'pictures', [], { samples: 120, classes: 4 }],
  ['an NPZ file', 'arrays.npz', [], { samples: 200, classes: 10 }],
  ['IDX files', 'digits', ['--train-limit', '500'], { samples: 1000, classes: 10 }],
  ['a CSV table', 'flowers.csv', ['--target-column', 'species'], { samples: 120, classes: 3 }],
  [
    'a Parquet table',
    'flowers.parquet',
    ['--target-column', 'species'],
    { samples: 120, classes: 3 },
  ],
] as const)(
  '%s trains through real workers, and the report is the sum of the .npy files',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async ([, name, flags, expected], { skip }) => {
    const { python, reason } = await preparePythonEnvironment();
    if (!python) return skip(reason);
    const path = join(folder, name);
    if (name === 'arrays.npz') {
      execFileSync(python, ['-c', SAVE_NPZ, join(folder, 'arrays'), path]);
    }
    await using cluster = await TestCluster.start({ empty: true });
    cluster.startWorker();
    cluster.startWorker();
    const out = join(cluster.folder, 'client-runs');
    const { exitStatus, stdout, stderr } = await runChorus(
      [
        ...['train', '--coordinator', cluster.address, '--out', out, '--json'],
        ...['--data', path, '--members', '2', '--epochs', '2', '--dense-units', '32'],
        ...['--validation-split', '0.25', ...flags],
      ],
      { CHORUS_HOME: join(cluster.folder, 'client-home') },
    );
    expect(stderr).toContain('the coordinator lacks the dataset');
    expect(exitStatus, stderr).toBe(0);
    const report = JSON.parse(stdout.trim().split('\n').at(-1)!) as Report;
    const runFolder = join(out, report.runId);
    const { config } = JSON.parse(readFileSync(join(runFolder, 'run.json'), 'utf8'));
    const { classes, testSamples, trainLimit, validationSamples } = config.dataset;
    expect([testSamples, classes.length]).toEqual([expected.samples, expected.classes]);
    expect(Math.abs(validationSamples - trainLimit / 4)).toBeLessThanOrEqual(expected.classes);
    const recomputed = execFileSync(python, [here('sum_predictions.py'), runFolder]);
    expect(Number(String(recomputed))).toBeCloseTo(report.ensemble.accuracy, 12);
  },
);

test(
  'pictures alone, without a word more, train members that are far better than chance',
  { timeout: 240_000 },
  async () => {
    const path = join(folder, 'pictures');
    const environment = { CHORUS_HOME: join(folder, 'home') };
    const flags = ['--out', join(folder, 'runs'), '--members', '2', '--json'];
    const { exitStatus, stdout, stderr } = await runChorus(
      ['train', '--data', path, ...flags],
      environment,
    );
    expect(exitStatus, stderr).toBe(0);
    const report = JSON.parse(stdout.trim().split('\n').at(-1)!) as Report;
    // By chance it is 0.25.
    expect(report.ensemble.accuracy).toBeGreaterThan(0.5);
    const { config } = JSON.parse(
      readFileSync(join(folder, 'runs', report.runId, 'run.json'), 'utf8'),
    );
    expect(config.training).toMatchObject({ epochs: 67, batchSize: 32 });
    const told = 'defaults for your own data: --network cnn --filters 16,32,64';
    expect(stderr + stdout).toContain(told);
    const shown = await runChorus(['config', 'show', '--data', path], environment);
    expect(shown.stdout).toMatch(/epochs: 67\n/);
    expect(shown.stdout).toMatch(/filters: \[16, 32, 64\]\n/);
  },
);
