/** A run that has ended is extended: another one takes its members in and trains more. */
import { runChorus } from '@chorus/chorus/testing';
import { deriveSeed } from '@chorus/data';
import type { Report } from '@chorus/run-view';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SMALL_TRAINING, smallRuns } from './small-runs.ts';

const TIMEOUT_MS = 180_000;

const { folder, environment, train: trainArgs } = smallRuns();
const SMALL = [...SMALL_TRAINING, '--averaging', 'exponential'];
const train = (name: string, args: readonly string[]) => trainArgs(name, [...SMALL, ...args]);

test(
  'members of an ended run predict the same bits in another one, which trains those that a larger run would have',
  { timeout: TIMEOUT_MS },
  async () => {
    const ended = await train('ended', ['--members', '2']);
    const from = [1, 2].map((member) => join(ended.run, 'members', String(member)));
    const groups = JSON.stringify([...from.map((path) => ({ from: path })), { name: 'new' }]);
    const { run, report, stdout } = await train('extended', ['--groups', groups]);

    expect(report.members.map(({ epochs }) => epochs.length)).toEqual([0, 0, 1]);
    expect(report.members.map((member) => member.from)).toEqual([...from, undefined]);
    const digestsOf = ({ members }: Report) => members.map((member) => member.predictionsSha256);
    expect(digestsOf(report).slice(0, 2)).toEqual(digestsOf(ended.report));
    expect(report.members[2]!.seed).toBe(deriveSeed(1, 'member', 3));
    expect(stdout).toContain("1 member 'group 1': cnn of");
    expect(stdout).toContain('trained elsewhere');

    const verified = await runChorus(['verify', run, '--retrain', '1'], environment);
    expect(verified, verified.stdout).toMatchObject({ exitStatus: 0 });

    // What is held out here might be what they were trained on.
    const other = [...SMALL, '--groups', groups, '--split-seed', '5', '--out', join(folder, 'x')];
    const refused = await runChorus(other, environment);
    expect(refused.exitStatus).toBe(2);
    expect(refused.stderr.trim()).toMatch(/is of a run with another dataset\.splitSeed/);

    const empty = join(folder, 'model.json');
    writeFileSync(empty, readFileSync(join(from[0]!, 'model.json'), 'utf8'));
    const lost = await runChorus([...SMALL, '--groups', `[{from: ${empty}}]`], environment);
    expect(lost.exitStatus).toBe(2);
  },
);
