/** A search as a user makes one: trained, ranked, shown, proven. */
import { runChorus } from '@chorus/chorus/testing';
import { evaluate } from '@chorus/ensemble';
import { readFloat32Npy } from '@chorus/run-files';
import type { Report } from '@chorus/run-view';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const TIMEOUT_MS = 180_000;
const HELD_OUT = 120;

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

const environment = { CHORUS_HOME: join(folder, 'home') };
/** Of two learning rates one lets every training diverge: such a trial is not ranked. */
const SEARCH = `{trials: 5, keep: 2, ranges: {
  training.learningRate: {choice: [0.001, 0.003, 1.0e+30]}, network.denseUnits: {choice: [[16], [32]]}}}`;

test(
  'C4, C8: of the trials of a search those that are best on held-out samples make the ensemble, as anybody can compute again',
  { timeout: TIMEOUT_MS },
  async () => {
    const out = join(folder, 'runs');
    const train = await runChorus(
      [
        ...['train', '--dataset', 'shapes', '--train-limit', '600', '--test-limit', '100'],
        ...['--validation-split', '0.2', '--filters', '8,8', '--batch-size', '50', '--epochs', '1'],
        ...['--search', SEARCH, '--out', out],
      ],
      environment,
    );
    expect(train.exitStatus).toBe(0);
    const [runId = ''] = readdirSync(out);
    const run = join(out, runId);
    const report = JSON.parse(readFileSync(join(run, 'report.json'), 'utf8')) as Report;
    const { trials, samples } = report.search!;
    expect(samples).toBe(HELD_OUT);

    const diverged = trials.filter(({ values }) => values['training.learningRate'] === 1e30);
    const ranked = trials.filter((trial) => !diverged.includes(trial));
    expect(diverged.length).toBeGreaterThan(0);
    for (const trial of diverged) expect(trial).not.toHaveProperty('rank');
    const { classes } = report.dataset;
    const labels = Int32Array.from(
      readFileSync(join(run, 'validation', 'labels.npy')).subarray(-HELD_OUT),
    );
    const worth = ranked.map(({ trial, members: [member = 0] }) => {
      const path = join(run, 'validation', `member-${member}.npy`);
      const predictions = readFloat32Npy(path, [HELD_OUT, classes.length]);
      return { trial, ...evaluate(predictions, labels, classes.length) };
    });
    const best = worth
      .toSorted((one, other) => other.accuracy - one.accuracy || one.loss - other.loss)
      .slice(0, 2)
      .map(({ trial }) => trial);
    expect(trials.filter(({ kept }) => kept).map(({ trial }) => trial)).toEqual(best.toSorted());
    expect(report.members.map(({ member }) => member)).toEqual(best.toSorted());

    const board = await runChorus(['leaderboard', run], environment);
    for (const { stdout } of [train, board]) {
      expect(stdout).toMatch(new RegExp(`1 +${best[0]} +0\\.\\d+ +\\d\\.\\d+ +kept +denseUnits`));
    }
    const html = readFileSync(join(run, 'report.html'), 'utf8');
    expect(html).toContain('"search":{"keep":2');
    const verified = await runChorus(['verify', run], environment);
    expect(verified).toMatchObject({ exitStatus: 0 });
  },
);
