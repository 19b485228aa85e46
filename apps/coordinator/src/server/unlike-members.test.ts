/** Runs whose members differ, their workers played. */
import { namedNetwork } from '@chorus/run-config';
import type { Report } from '@chorus/run-view';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions } from './testing/fake-worker.ts';

test("the leaderboard counts the parameters of each member's own network", async () => {
  await using bench = await Bench.start();
  const { sample, classes } = bench.dataset;
  const asked = { name: 'mlp', denseUnits: [5], dropout: 0, head: 'given', weights: 'model' };
  const section = asked as Parameters<typeof namedNetwork>[0];
  const network = namedNetwork(section, { sample, classes: [...classes] });
  const groups = [
    { name: 'small', count: 1 },
    { name: 'wide', count: 1, network },
  ];
  const runId = await bench.submit({ members: 2, kinds: { groups } });
  const worker = bench.connect();
  for (let member = 0; member < 2; member++) {
    const assignment = await worker.next('assignment');
    await worker.succeed(assignment, fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED);
  }
  await bench.eventsUntil(runId, 'finished');
  const text = readFileSync(join(bench.runsDir, runId, 'report.json'), 'utf8');
  const { rows } = (JSON.parse(text) as Report).leaderboard!;
  const parametersOf = (name: string) => rows.find((row) => row.name === name)!.parameters;
  // Twelve values of a sample, five units, three classes.
  expect(parametersOf('member 2')).toBe((12 + 1) * 5 + (5 + 1) * 3);
  expect(parametersOf('sum')).toBe(parametersOf('member 1') + parametersOf('member 2'));
});
