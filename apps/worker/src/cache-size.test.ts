import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { assignmentOf, WorkerBench } from './testing/worker-bench.ts';

test('a dataset that the cache has no room for fails its attempt, and the worker goes on', async () => {
  await using bench = await WorkerBench.start({ cacheBytes: 1000 });
  rmSync(bench.datasetPath);
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  expect((await session.nextReport()).failure).toEqual({
    kind: 'bad-data',
    message:
      'dataset shapes needs 5.5 KB, and of --cache-size 1.0 KB the files in use, or on their way, have 0 bytes: allow more',
  });
  session.send(assignmentOf(2));
  expect((await session.nextReport()).failure?.kind).toBe('bad-data');
});

test('what an attempt trains on stays while it trains, and makes room afterwards', async () => {
  await using bench = await WorkerBench.start({ cacheBytes: 10_000 });
  rmSync(bench.datasetPath);
  const folder = dirname(bench.datasetPath);
  // Fetched earlier, and used by nobody.
  writeFileSync(`${folder}/other.dataset`, Buffer.alloc(9000));
  writeFileSync(`${folder}/other.dataset.fetched`, '');
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  expect(existsSync(`${folder}/other.dataset`)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.endsWith('.used'))).toHaveLength(1);
  trainer.exit(1);
  expect(await session.nextReports(1)).toEqual(['1 failure']);
  await expect.poll(() => readdirSync(folder).filter((name) => name.endsWith('.used'))).toEqual([]);
});
