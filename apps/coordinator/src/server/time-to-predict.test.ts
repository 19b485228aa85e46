import { parseEvent } from '@chorus/run-files';
import type { Report } from '@chorus/run-view';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions } from './testing/fake-worker.ts';

/** The leaderboard's times to predict by row, and the members', of workers that told these. */
async function timesOf(told: readonly (number | undefined)[]) {
  await using bench = await Bench.start();
  const runId = await bench.submit({ members: told.length });
  const worker = bench.connect();
  for (const predictSeconds of told) {
    const assignment = await worker.next('assignment');
    const evaluated = { ...EVALUATED, ...(predictSeconds !== undefined && { predictSeconds }) };
    await worker.succeed(assignment, fakePredictions(TEST_SAMPLES, CLASSES), evaluated);
  }
  await bench.eventsUntil(runId, 'finished');
  const read = (file: string) => readFileSync(join(bench.runsDir, runId, file), 'utf8');
  const { members, leaderboard } = JSON.parse(read('report.json')) as Report;
  const rows = leaderboard!.rows.map(({ name, predictSeconds }) => [name, predictSeconds]);
  const events = read('events.jsonl').trimEnd().split('\n').map(parseEvent);
  return {
    rows: Object.fromEntries(rows) as Record<string, number | undefined>,
    members: members.map(({ predictSeconds }) => predictSeconds),
    done: events.flatMap((event) => (event.type === 'done' ? [event.predictSeconds] : [])),
  };
}

test('the time that each member took to predict is in events and report, and an ensemble takes the sum', async () => {
  const { rows, members, done } = await timesOf([0.5, 0.25]);
  expect(members.toSorted()).toEqual([0.25, 0.5]);
  expect(done.toSorted()).toEqual([0.25, 0.5]);
  expect(rows).toMatchObject({ sum: 0.75, 'member 1': members[0], 'member 2': members[1] });
});

test.for([undefined, NaN, -1, Infinity])(
  'a worker that tells %s tells none, and no sum is made of the others',
  async (nonsense) => {
    const { rows, members } = await timesOf([0.5, nonsense]);
    expect(members.filter((seconds) => seconds !== undefined)).toEqual([0.5]);
    expect(rows['sum']).toBeUndefined();
  },
);
