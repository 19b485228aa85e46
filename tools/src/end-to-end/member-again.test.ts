import { runChorus } from '@chorus/chorus/testing';
import { datasetFilePath } from '@chorus/data';
import type { MemberSpecification } from '@chorus/run-config';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

const PROGRAM = fileURLToPath(new URL('compute-member.ts', import.meta.url));
const EPOCHS = 2;

test('C8: each member is computed again, to the bit, from what run.json says of it and the checkpoint that it continues', async () => {
  await using cluster = await TestCluster.start();
  cluster.startWorker();
  const faults = { keepCheckpoints: true };
  const settings = { members: 2, snapshots: true, epochs: EPOCHS, views: 'mirror' } as const;
  const runId = await cluster.submit({ ...settings, faults });
  const { report } = await cluster.finish(runId);
  expect(report.views).toBe('mirror');
  const folder = cluster.runFolder(runId);
  const { members } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as {
    members: ({ member: number } & MemberSpecification)[];
  };
  const again = members.map(async ({ member, ...specification }) => {
    const { dataset, continues } = specification;
    const datasetPath = datasetFilePath(join(cluster.folder, 'coordinator-home'), dataset.sha256);
    const file = continues && `member-${continues.member}.epoch-${EPOCHS}.checkpoint`;
    const checkpoint = file === undefined ? [] : [join(folder, 'checkpoints', file)];
    const args = [PROGRAM, JSON.stringify(specification), datasetPath, ...checkpoint];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return { member, predictionsSha256: stdout.trim() };
  });
  expect(await Promise.all(again)).toEqual(
    report.members.map(({ member, predictionsSha256 }) => ({ member, predictionsSha256 })),
  );
  const environment = { CHORUS_HOME: join(cluster.folder, 'coordinator-home') };
  const verified = await runChorus(['verify', folder, '--retrain', '2'], environment);
  expect(verified).toMatchObject({ exitStatus: 0, stderr: '' });
  expect(verified.stdout).toMatch(
    /^ok +retrained +member 2, trained again by .*: the same predictions and weights, to the bit$/m,
  );
});
