import { readFloat32Npy } from '@chorus/run-files';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

const VALIDATION_SAMPLES = 120;

test('a run ends when the next member is expected to add too little, and tells why', async () => {
  await using cluster = await TestCluster.start();
  cluster.startWorker();
  const runId = await cluster.submit({
    members: 5,
    validationSamples: VALIDATION_SAMPLES,
    stopWhenGainBelow: 0.99,
  });
  const { events, report } = await cluster.finish(runId);

  const validated = events.filter(({ type }) => type === 'validated');
  expect(validated).toMatchObject([{ members: [1] }, { members: [1, 2], gain: {} }]);
  expect(report.members.map(({ member }) => member)).toEqual([1, 2]);
  expect(report.missing.map(({ kind, reason }) => [kind, reason])).toEqual(
    Array(3).fill(['cancelled', 'its run ends early']),
  );
  const { ensembles, stoppedEarly } = report.validation!;
  expect(ensembles.map(({ members }) => members)).toEqual([[1], [1, 2]]);
  expect(stoppedEarly).toMatchObject({ membersDone: 2, stopWhenGainBelow: 0.99 });
  expect(stoppedEarly!.savedDeviceHours).toBeGreaterThan(0);

  // Anybody can compute the ensemble's accuracy again.
  const folder = join(cluster.runFolder(runId), 'validation');
  expect(readdirSync(folder).toSorted()).toEqual(['labels.npy', 'member-1.npy', 'member-2.npy']);
  const labels = readFileSync(join(folder, 'labels.npy')).subarray(-VALIDATION_SAMPLES);
  const { classes } = report.dataset;
  const [one, other] = [1, 2].map((member) =>
    readFloat32Npy(join(folder, `member-${member}.npy`), [VALIDATION_SAMPLES, classes.length]),
  );
  const right = [...labels].filter((label, image) => {
    const sums = classes.map((_, index) => {
      const place = image * classes.length + index;
      return one![place]! + other![place]!;
    });
    return sums.indexOf(Math.max(...sums)) === label;
  });
  expect(ensembles[1]!.accuracy).toBeCloseTo(right.length / VALIDATION_SAMPLES, 12);
});

test('held-out images are never trained on: without them members have the same bits', async () => {
  await using cluster = await TestCluster.start();
  cluster.startWorker();
  const held = await cluster.finish(
    await cluster.submit({ trainLimit: 480, validationSamples: VALIDATION_SAMPLES }),
  );
  const without = await cluster.finish(await cluster.submit({ trainLimit: 480 }));
  const all = await cluster.finish(await cluster.submit({ trainLimit: 600 }));

  const worth = ({ report }: typeof held) =>
    report.members.map(({ predictionsSha256, epochs }) => [
      predictionsSha256,
      ...epochs.map(({ loss }) => loss),
    ]);
  expect(worth(held)).toEqual(worth(without));
  expect(worth(held)).not.toEqual(worth(all));
  expect(held.report.dataset.trainSamples).toBe(480);
  expect(held.report.validation).toMatchObject({ samples: 120, stoppedEarly: null });
  expect(without.report).not.toHaveProperty('validation');
});
