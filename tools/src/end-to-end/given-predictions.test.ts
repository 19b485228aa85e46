/** Members of which there are only predictions join an ensemble: measured, combined and proved as others, but no model. */
import { runChorus } from '@chorus/chorus/testing';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SMALL_TRAINING, smallRuns } from './small-runs.ts';

const TIMEOUT_MS = 240_000;

const { folder, environment, train } = smallRuns();

async function refused(...args: string[]): Promise<string> {
  const { exitStatus, stdout, stderr } = await runChorus(args, environment);
  expect([exitStatus, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
  return stderr;
}

test('predictions of another run, as .npy, are a member', { timeout: TIMEOUT_MS }, async () => {
  const other = await train('other', [...SMALL_TRAINING, '--members', '1', '--seed', '9']);
  const [from, validation] = ['predictions', 'validation'].map((name) =>
    join(other.run, name, 'member-1.npy'),
  );
  const groups = JSON.stringify([{ name: 'other', from, validation }, { name: 'new' }]);
  const { run, report, stdout } = await train('run', [...SMALL_TRAINING, '--groups', groups]);

  const [given, trained] = report.members;
  const [original] = other.report.members;
  expect(given).toMatchObject({ from, group: 'other', epochs: [] });
  for (const key of ['predictionsSha256', 'testLoss', 'testAccuracy', 'validationLoss'] as const) {
    expect(given![key]).toBe(original![key]);
  }
  expect(report.leaderboard!.rows.find(({ name }) => name === 'member 1')!.parameters).toBe(0);
  expect(report.leaderboard!.rows.find(({ name }) => name === 'first 2')).toBeUndefined();
  expect(stdout).toContain("1 member 'other': only predictions");
  expect(existsSync(join(run, 'members', '1'))).toBe(false);

  const verified = await runChorus(['verify', run], environment);
  expect(verified, verified.stdout).toMatchObject({ exitStatus: 0 });
  const remedy =
    /member 1 of run \S+ has only predictions, and no model .*'chorus export --members 2'/;
  const [exported, all] = [join(folder, 'exported'), join(folder, 'all')];
  expect(await refused('predict', run, '--input', 'test')).toMatch(remedy);
  expect(await refused('serve-model', run, '--listen', '127.0.0.1:0')).toMatch(remedy);
  expect(await refused('export', run, '--format', 'tfjs', '--out', all)).toMatch(remedy);
  expect(await refused('verify', run, '--retrain', '1')).toMatch(/nothing to train again/);
  const flags = ['--format', 'tfjs', '--out', exported, '--members', '2'];
  expect(await runChorus(['export', run, ...flags], environment)).toMatchObject({ exitStatus: 0 });

  const extended = await train('extended', ['extend', run, '--members', '3']);
  const digests = extended.report.members.map((member) => member.predictionsSha256);
  expect(digests.slice(0, 2)).toEqual([given!.predictionsSha256, trained!.predictionsSha256]);
});
