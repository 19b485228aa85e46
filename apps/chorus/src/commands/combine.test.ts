import {
  Bench,
  CLASSES,
  EVALUATED,
  PERFECT,
  TEST_SAMPLES,
  fakePredictions,
} from '@chorus/coordinator/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChorus } from '../testing/run-chorus.ts';

let bench: Bench;
/** A run of two members without validation samples: the first one is right on a third of the samples, the second on all. */
let run: string;

beforeAll(async () => {
  bench = await Bench.start();
  const worker = bench.connect({ workerId: 'gpu-box' });
  const runId = await bench.submit({ members: 2 });
  const poor = fakePredictions(TEST_SAMPLES, CLASSES);
  await worker.succeed(await worker.next('assignment'), poor, EVALUATED);
  await worker.succeed(await worker.next('assignment'), bench.perfectPredictions(), PERFECT);
  await bench.eventsUntil(runId, 'finished');
  run = join(bench.runsDir, runId);
});
afterAll(() => bench[Symbol.asyncDispose]());

test("a run's members are combined again, and the run stays as it is", async () => {
  const flags = ['--rule', 'weighted', '--weights', '0,1', '--json'];
  const { stdout, stderr, exitStatus } = await runChorus(['combine', run, ...flags]);
  expect([stderr, exitStatus]).toEqual(['', 0]);
  expect(JSON.parse(stdout)).toMatchObject({
    members: [1, 2],
    ensemble: { accuracy: 1, combination: { rule: 'weighted', weights: [0, 1] } },
  });
  const words = await runChorus(['combine', run, '--rule', 'vote']);
  expect(words.stdout).toMatch(/^Run .*, 2 members by vote: accuracy /);
  expect(words.stdout).toMatch(/The run declared sum beforehand/);
});

test.each([
  ['--rule must be one of sum, weighted,', '--rule', 'mean'],
  ['greedy is fitted on held-out samples, and run', '--rule', 'greedy'],
  ['--calibration temperature is fitted on', '--rule', 'sum', '--calibration', 'temperature'],
  ['--rule weighted needs --weights', '--rule', 'weighted'],
  ['--weights is for --rule weighted', '--rule', 'sum', '--weights', '1,0'],
  ['the weights are 3, but the members 2', '--rule', 'weighted', '--weights', '1,0,0'],
  ['the weights sum to 1.5, not to 1', '--rule', 'weighted', '--weights', '1,0.5'],
  ['--weights must be numbers such as', '--rule', 'weighted', '--weights', '1,'],
  ['--rounds must be a whole number', '--rule', 'sum', '--rounds', '0'],
])('refused in one line: %s', async (words, ...flags) => {
  const { stdout, stderr, exitStatus } = await runChorus(['combine', run, ...flags]);
  expect(stderr).toContain(words);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect([stdout, exitStatus]).toEqual(['', 2]);
});

test('the leaderboard shows members and ensembles, and gives no advice from test figures', async () => {
  const { stdout, exitStatus } = await runChorus(['leaderboard', run]);
  expect(exitStatus).toBe(0);
  expect(stdout).toMatch(/\n +member 2 +1 +1\.0000 /);
  expect(stdout).toMatch(/\n +sum +2 /);
  expect(stdout).toContain('The run held out no validation samples');
  const json = await runChorus(['leaderboard', run, '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ leaveOut: null, rows: { length: 3 } });
});
