import { FakeRunService } from '@chorus/client/testing';
import {
  Bench,
  CLASSES,
  EVALUATED,
  PERFECT,
  TEST_SAMPLES,
  fakePredictions,
  type FakeWorker,
} from '@chorus/coordinator/testing';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChorusProcess, runChorus } from '../testing/run-chorus.ts';

let bench: Bench;
let worker: FakeWorker;
/** Right on a third of the test samples; right on all of them; the third one goes on. */
let poor: string;
let perfect: string;
let running: string;

beforeAll(async () => {
  bench = await Bench.start();
  worker = bench.connect({ workerId: 'gpu-box' });
  poor = await train(fakePredictions(TEST_SAMPLES, CLASSES), EVALUATED);
  perfect = await train(bench.perfectPredictions(), PERFECT, 4);
  running = await bench.submit({ members: 2 });
  await bench.eventsUntil(running, 'assigned');
});
afterAll(() => bench[Symbol.asyncDispose]());

async function train(
  predictions: Float32Array,
  evaluated: typeof EVALUATED,
  batchSize = 2,
): Promise<string> {
  const runId = await bench.submit({ batchSize });
  await worker.succeed(await worker.next('assignment'), predictions, evaluated);
  await bench.eventsUntil(runId, 'finished');
  return runId;
}

function folderOf(runId: string): string {
  return join(bench.runsDir, runId);
}

async function compare(...args: readonly string[]) {
  const outcome = await runChorus(['compare', ...args]);
  expect(outcome.stderr).toBe('');
  expect(outcome.exitStatus).toBe(0);
  return outcome.stdout;
}

test('two runs of a coordinator are shown side by side, with what is more than chance', async () => {
  const text = await compare(poor, perfect, '--coordinator', bench.coordinator.address);
  expect(text).toContain(`A  ${poor}  shapes (synthetic)  succeeded\nB  ${perfect}  `);
  expect(text).toMatch(/^training.batchSize +2 +4$/m);
  expect(text).not.toMatch(/^training.epochs /m);
  expect(text).toContain('A  ▁  1.0000, 1.0000 to 1.0000 in epoch 1');
  expect(text).toMatch(/^ensemble +0\.3333 +1\.0000$/m);
  expect(text).toContain(
    'B against A: +0.6667, p = 0.0078: more than chance\n' +
      '  of 12 test samples, 8 are right only with B, 0 only with A\n',
  );
});

test('folders need no coordinator and give the same', async () => {
  const json = await compare(folderOf(poor), folderOf(perfect), '--json');
  const { runs, differences, contrasts } = JSON.parse(json);
  expect(runs).toMatchObject([{ runId: poor }, { runId: perfect }]);
  expect(differences).toEqual([{ key: 'training.batchSize', values: [2, 4] }]);
  expect(contrasts).toEqual([
    {
      ...{ first: poor, second: perfect, gain: 8 / 12, testSamples: 12 },
      ...{ onlyFirst: 0, onlySecond: 8, pValue: expect.closeTo(2 / 2 ** 8, 12) },
      adjustedPValue: expect.closeTo(2 / 2 ** 8, 12),
    },
  ]);
  const where = ['--coordinator', bench.coordinator.address];
  expect(await compare(poor, perfect, '--json', ...where)).toBe(json);
});

test('a run that goes on is compared by what it has, whatever is just being written', async () => {
  appendFileSync(join(folderOf(running), 'events.jsonl'), '{"sequence":');
  const text = await compare(folderOf(poor), folderOf(running));
  expect(text).toMatch(/^members done +1\/1 +0\/2$/m);
  expect(text).toContain('B  no epoch is finished yet');
  expect(text).toContain(`B against A: not comparable: run ${running} has no result yet`);
});

test('predictions that were altered give no number', async () => {
  const path = join(folderOf(perfect), 'predictions', 'member-1.npy');
  const original = readFileSync(path);
  writeFileSync(path, original.with(-1, original.at(-1)! ^ 1));
  const text = await compare(folderOf(poor), folderOf(perfect));
  expect(text).toMatch(/^B against A: not comparable: .*member-1\.npy was altered/m);
  rmSync(path);
  expect(await compare(folderOf(poor), folderOf(perfect))).toMatch(
    /not comparable: .*member-1\.npy/,
  );
  writeFileSync(path, original);
});

test('a run that the coordinator has not, and events that are none, are refused in one line', async () => {
  const where = ['--coordinator', bench.coordinator.address];
  const unknown = await runChorus(['compare', poor, 'nobody', ...where]);
  expect(unknown).toMatchObject({ exitStatus: 2, stdout: '' });
  expect(unknown.stderr).toBe(
    "chorus: there is no folder nobody, and there is no run nobody: 'chorus runs' lists those there are\n",
  );
  const again = await runChorus(['compare', folderOf(poor), poor, ...where]);
  expect(again).toMatchObject({ exitStatus: 2, stdout: '' });
  expect(again.stderr).toMatch(/^chorus: run \S+ is named twice: [^\n]+\n$/);
  appendFileSync(join(folderOf(poor), 'events.jsonl'), 'no event\n');
  const damaged = await runChorus(['compare', folderOf(poor), folderOf(perfect)]);
  expect(damaged).toMatchObject({ exitStatus: 2, stdout: '' });
  expect(damaged.stderr).toMatch(/^chorus: \S+events\.jsonl:\d+: [^\n]+\n$/);
});

test('Ctrl-C while runs are fetched ends it, and leaves nothing', async () => {
  const files = [{ path: 'run.json', data: Buffer.from('{}') }];
  await using service = await FakeRunService.start({ files, filesNeverEnd: true });
  const temporary = join(bench.runsDir, '..', 'temporary');
  mkdirSync(temporary);
  const command = ['compare', 'run-1', 'run-2', '--coordinator', service.address];
  const process = new ChorusProcess(command, { TMPDIR: temporary });
  await service.fetched.promise;
  process.child.kill('SIGINT');
  expect(await process.end()).toEqual({ exitStatus: 130, stdout: '', stderr: '' });
  expect(readdirSync(temporary)).toEqual([]);
});
