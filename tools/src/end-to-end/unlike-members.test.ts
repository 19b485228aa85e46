/** Runs whose members differ, with real workers: in what they are, and in what they are trained on. */
import { datasetFilePath } from '@chorus/data';
import { evaluateFinished, verifyRun } from '@chorus/coordinator';
import { FinishedRun } from '@chorus/run-files';
import { namedNetwork, type MemberSpecification } from '@chorus/run-config';
import { sampleConfig } from '@chorus/run-config/testing';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';
import type { SmallRun } from './small-run.ts';

/** Each member is trained twice, the second time in a process of its own. */
const TIMEOUT_MS = 180_000;

const PROGRAM = fileURLToPath(new URL('compute-member.ts', import.meta.url));

/** Two convolutional networks for two epochs, and two perceptrons for three, on half of the samples. */
function unlike({ dataset }: TestCluster): SmallRun {
  const { sample, classes } = dataset;
  const section = { name: 'mlp', denseUnits: [16], dropout: 0.2, head: 'given', weights: 'model' };
  const network = namedNetwork(section as Parameters<typeof namedNetwork>[0], {
    sample,
    classes: [...classes],
  });
  const training = { ...sampleConfig().training, epochs: 3, batchSize: 25 };
  const groups = [
    { name: 'cnn', count: 2 },
    { name: 'mlp', count: 2, seed: 3, dataShare: 0.5, network, training },
  ];
  return { members: 4, epochs: 2, groups, bagging: true };
}

test(
  'C5, C8: two unlike groups are trained by two workers of which one is killed, to the bit as run.json says',
  { timeout: TIMEOUT_MS },
  async () => {
    await using cluster = await TestCluster.start();
    const workers = [cluster.startWorker(), cluster.startWorker()];
    const runId = await cluster.submit(unlike(cluster));
    for await (const event of cluster.watch(runId)) {
      if (event.type !== 'checkpoint') continue;
      workers[0]!.kill();
      break;
    }
    const { report } = await cluster.finish(runId);
    const { members } = report;
    expect(members.map(({ group, epochs }) => [group, epochs.length])).toEqual([
      ['cnn', 2],
      ['cnn', 2],
      ['mlp', 3],
      ['mlp', 3],
    ]);
    expect(members.map(({ samples }) => samples)).toEqual([
      { bootstrap: true },
      { bootstrap: true },
      { share: 0.5, bootstrap: true },
      { share: 0.5, bootstrap: true },
    ]);
    await expectAgain(
      cluster,
      runId,
      members.map(({ predictionsSha256 }) => predictionsSha256),
    );
  },
);

test(
  'C5: folds: each training sample is predicted by the member that left it out, to the bit also when a worker is killed',
  { timeout: TIMEOUT_MS },
  async () => {
    await using cluster = await TestCluster.start();
    const workers = [cluster.startWorker(), cluster.startWorker()];
    const runId = await cluster.submit({ members: 3, folds: 3, epochs: 2 });
    for await (const event of cluster.watch(runId)) {
      if (event.type !== 'checkpoint') continue;
      workers[0]!.kill();
      break;
    }
    const { report } = await cluster.finish(runId);
    const { members, validation } = report;
    expect(members.map(({ samples }) => samples?.fold)).toEqual(
      [1, 2, 3].map((number) => ({ number, of: 3 })),
    );

    const run = FinishedRun.open(cluster.runFolder(runId));
    // What was told of the whole ensemble is what the files say, as the rules are compared on them.
    const { rules } = await evaluateFinished(run, { rule: 'sum' });
    expect(rules!.samples).toBe(600);
    const { accuracy } = rules!.validation[0]!;
    expect(validation!.ensembles.at(-1)).toMatchObject({ members: [1, 2, 3], accuracy });
    expect(report.rules).toEqual(rules);
    expect(validation!.samples).toBe(600);
    const { whole, findings } = verifyRun(run.folder.path);
    expect(whole).toBe(true);
    expect(findings.find(({ what }) => what === 'validation')!.text).toMatch(
      /^3 members and 3 ens/,
    );
    await expectAgain(
      cluster,
      runId,
      members.map(({ predictionsSha256 }) => predictionsSha256),
    );
  },
);

test('a run that fails by a member of a group says which group that is', async () => {
  await using cluster = await TestCluster.start();
  cluster.startWorker();
  const training = { ...sampleConfig().training, epochs: 1, batchSize: 25, learningRate: 1e30 };
  const groups = [
    { name: 'sound', count: 1 },
    { name: 'wild', count: 1, training },
  ];
  const runId = await cluster.submit({ members: 2, epochs: 1, groups });
  const events = await Array.fromAsync(cluster.watch(runId));
  expect(events.at(-1)).toMatchObject({
    type: 'finished',
    status: 'failed',
    reason: expect.stringMatching(/^member 2 \(group 'wild'\) failed once \(diverged\)/),
  });
});

/** Computes each member again from what run.json says of it. */
async function expectAgain(
  cluster: TestCluster,
  runId: string,
  digests: readonly string[],
): Promise<void> {
  const text = readFileSync(join(cluster.runFolder(runId), 'run.json'), 'utf8');
  const { members } = JSON.parse(text) as { members: ({ member: number } & MemberSpecification)[] };
  for (const { member, ...specification } of members) {
    const home = join(cluster.folder, 'coordinator-home');
    const path = datasetFilePath(home, specification.dataset.sha256);
    const args = [PROGRAM, JSON.stringify(specification), path];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout.trim()).toBe(digests[member - 1]);
  }
}
