import { finishRun } from '@chorus/coordinator/testing';
import { datasetFilePath } from '@chorus/data';
import { FinishedRun } from '@chorus/run-files';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { retrainMember } from './retrain-member.ts';

const never = new AbortController().signal;

let home: string;
let run: FinishedRun;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'chorus-retrain-'));
  await finishRun(join(home, 'run'));
  run = FinishedRun.open(join(home, 'run'));
});
afterAll(() => rmSync(home, { recursive: true }));

/** A trainer that answers its task with messages. @returns its path */
function trainerThat(answers: string): string {
  const program = join(home, 'trainer.mjs');
  writeFileSync(program, `process.once('message', ({ task }) => { ${answers} });`);
  return program;
}

function finishing(predictions: Uint8Array, weights: Uint8Array): string {
  const result = `{ predictions: Uint8Array.of(${predictions}), model: { weights: Uint8Array.of(${weights}) } }`;
  return (
    "process.send({ type: 'started', backend: 'fake', device: task.specification.seed });" +
    `process.send({ type: 'finished', result: ${result} });`
  );
}

test('without the dataset it is said where it is missing', async () => {
  await expect(retrainMember(run, 1, home, never, trainerThat(''))).rejects.toThrow(
    `is not at ${datasetFilePath(home, run.config.dataset.sha256)}: 'chorus dataset' makes its file`,
  );
  const path = datasetFilePath(home, run.config.dataset.sha256);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
});

test('a member is trained by its own specification, and compared to the bit', async () => {
  const [{ member, seed, weightsPath }] = run.members as [FinishedRun['members'][number]];
  const predictions = new Uint8Array(run.predictions(member).buffer);
  const weights = new Uint8Array(readFileSync(weightsPath));
  const same = await retrainMember(
    run,
    member,
    home,
    never,
    trainerThat(finishing(predictions, weights)),
  );
  const device = `fake on ${seed}`;
  expect(same).toEqual({ member, device, samePredictions: true, sameWeights: true });
  predictions[5]! ^= 1;
  weights[0]! ^= 1;
  const other = await retrainMember(
    run,
    member,
    home,
    never,
    trainerThat(finishing(predictions, weights)),
  );
  expect(other).toEqual({ member, device, samePredictions: false, sameWeights: false });
});

test.for<[answers: string, problem: RegExp]>([
  [
    "process.send({ type: 'failed', problem: { message: 'no memory' } }, () => process.exit(1));",
    /^member 2 cannot be trained again: no memory$/,
  ],
  ['process.exit(1)', /^member 2 cannot be trained again: its process died$/],
])('a trainer that ends without a result is told: %s', async ([answers, problem]) => {
  await expect(retrainMember(run, 2, home, never, trainerThat(answers))).rejects.toThrow(problem);
});

test('it ends when it is interrupted', async () => {
  const interruption = new AbortController();
  const training = retrainMember(
    run,
    2,
    home,
    interruption.signal,
    trainerThat('setInterval(() => {}, 1000)'),
  );
  interruption.abort(new Error('interrupted'));
  await expect(training).rejects.toThrow('interrupted');
});
