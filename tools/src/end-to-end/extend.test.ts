/** A run of two members that is extended has the bits of a run of four. */
import { runChorus } from '@chorus/chorus/testing';
import type { Report } from '@chorus/run-view';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const TIMEOUT_MS = 240_000;

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

const environment = { CHORUS_HOME: join(folder, 'home') };
const TRAIN = [
  ...['train', '--dataset', 'shapes', '--train-limit', '600', '--test-limit', '100'],
  ...['--validation-split', '0.2', '--filters', '8,8', '--dense-units', '16', '--dropout', '0.2'],
  ...['--batch-size', '50', '--epochs', '1', '--bagging', '--threads', '1'],
];

/** Runs a command that trains into a folder of its own. */
async function train(name: string, args: readonly string[]) {
  const out = join(folder, name);
  const { exitStatus, stdout, stderr } = await runChorus([...args, '--out', out], environment);
  expect(exitStatus, stderr + stdout).toBe(0);
  const run = join(out, readdirSync(out)[0]!);
  const report = JSON.parse(readFileSync(join(run, 'report.json'), 'utf8')) as Report;
  return { run, report, stdout };
}

function digestOfFolder(path: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const file = join(path, name);
    hash.update(name).update(statSync(file).isFile() ? readFileSync(file) : '');
  }
  return hash.digest('hex');
}

/** The bits of a run's members: what they predict of the test samples and of those held out. */
function bitsOf({ run, report }: Awaited<ReturnType<typeof train>>) {
  return report.members.map(({ member, seed, predictionsSha256 }) => {
    const validation = readFileSync(join(run, 'validation', `member-${member}.npy`), 'hex');
    const weights = readFileSync(join(run, 'members', String(member), 'weights.bin'), 'hex');
    return { member, seed, predictionsSha256, validation, weights };
  });
}

test(
  'members and ensemble are those of a larger run, and the run that ended stays as it is',
  { timeout: TIMEOUT_MS },
  async () => {
    const ended = await train('ended', [...TRAIN, '--members', '2']);
    const before = digestOfFolder(ended.run);
    const extended = await train('extended', ['extend', ended.run, '--members', '4']);
    const whole = await train('whole', [...TRAIN, '--members', '4']);

    expect(bitsOf(extended)).toEqual(bitsOf(whole));
    expect(extended.report.ensemble).toEqual(whole.report.ensemble);
    expect(extended.report.members.map(({ epochs }) => epochs.length)).toEqual([0, 0, 1, 1]);
    expect(digestOfFolder(ended.run)).toBe(before);

    const runId = basename(ended.run);
    expect(extended.report.extends).toBe(runId);
    expect(extended.stdout).toContain(`It extends run ${runId}: 2 members taken in, 2 trained`);
    expect(readFileSync(join(extended.run, 'events.jsonl'), 'utf8')).toContain(
      `"extends":"${runId}"`,
    );

    // Each proves itself, without the other.
    await rm(ended.run, { recursive: true });
    const args = ['verify', extended.run, '--retrain', '1'];
    const verified = await runChorus(args, environment);
    expect(verified, verified.stdout).toMatchObject({ exitStatus: 0 });
    const again = await train('again', ['extend', extended.run, '--members', '5']);
    expect(bitsOf(again).slice(0, 4)).toEqual(bitsOf(whole));
  },
);
