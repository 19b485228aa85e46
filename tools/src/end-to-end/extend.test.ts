/** A run of two members that is extended has the bits of a run of four. */
import { runChorus } from '@chorus/chorus/testing';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { SMALL_TRAINING, smallRuns } from './small-runs.ts';

const TIMEOUT_MS = 240_000;

const { environment, train } = smallRuns();
const TRAIN = [...SMALL_TRAINING, '--dropout', '0.2', '--bagging'];

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
