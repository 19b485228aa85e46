import { ChorusError } from '@chorus/proto';
import { status } from '@grpc/grpc-js';
import { hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FakeSession } from './testing/fake-session.ts';
import { bytesOf, checkpointOf, type TrainerPuppet } from './testing/trainer-puppets.ts';
import {
  assignmentOf,
  attemptAt,
  DATASET_FILE,
  WorkerBench,
  type AssignmentDetails,
} from './testing/worker-bench.ts';

async function begin(
  bench: WorkerBench,
  details?: AssignmentDetails,
): Promise<[FakeSession, TrainerPuppet]> {
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1, details));
  return [session, await bench.trainers.next()];
}

function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

test('a result is reported when its files are on disk, with their digests', async () => {
  await using bench = await WorkerBench.start();
  const [session, trainer] = await begin(bench);
  trainer.finished();
  trainer.exit(0);
  const kinds: string[] = [];
  for (let file = 0; file < 3; file++) {
    const { header, bytes, answer } = await bench.coordinator.uploads.next();
    expect(header).toMatchObject({ attempt: attemptAt(1), sha256: sha256Of(bytes) });
    kinds.push(header.kind);
    answer();
  }
  expect(kinds.sort()).toEqual([
    'ARTIFACT_KIND_MODEL_TOPOLOGY',
    'ARTIFACT_KIND_MODEL_WEIGHTS',
    'ARTIFACT_KIND_PREDICTIONS',
  ]);
  expect(await session.nextReport()).toMatchObject({
    sequence: 1,
    result: {
      testLoss: 1,
      testAccuracy: 0.5,
      predictionsSha256: sha256Of(bytesOf('predictions')),
      topologySha256: sha256Of(bytesOf('topology')),
      weightsSha256: sha256Of(bytesOf('weights')),
    },
  });
});

test('an epoch tells the coordinator its figures, those on the validation samples among them', async () => {
  await using bench = await WorkerBench.start();
  const [session, trainer] = await begin(bench);
  trainer.epoch(1);
  const { epoch: plain } = await session.nextReport();
  expect(plain).toMatchObject({ epoch: 1, loss: 1, learningRate: 0.001, gradientNorm: 1 });
  expect(plain!.validationLoss ?? undefined).toBeUndefined();
  trainer.epoch(2, { loss: 0.75, accuracy: 0.25 });
  const { epoch: measured } = await session.nextReport();
  expect(measured).toMatchObject({ epoch: 2, validationLoss: 0.75, validationAccuracy: 0.25 });
});

test('K1: of the checkpoints that wait only the newest is uploaded, each after its epoch', async () => {
  await using bench = await WorkerBench.start();
  const [session, trainer] = await begin(bench);
  expect(trainer.task).toMatchObject({ checkpointEvery: 1 });
  trainer.epoch(1);
  trainer.checkpoint(1);
  const first = await bench.coordinator.uploads.next();
  expect(first.header.kind).toBe('ARTIFACT_KIND_CHECKPOINT');
  for (const epoch of [2, 3]) {
    trainer.epoch(epoch);
    trainer.checkpoint(epoch);
  }
  trainer.epoch(4);
  expect(await session.nextReports(4)).toEqual(['1 epoch', '2 epoch', '3 epoch', '4 epoch']);
  first.answer();
  expect((await session.nextReport()).checkpoint).toMatchObject({ epoch: 1 });
  const last = await bench.coordinator.uploads.next();
  last.answer();
  const sha256 = sha256Of(checkpointOf(3));
  expect((await session.nextReport()).checkpoint).toEqual({ epoch: 3, sha256 });
});

test('a result does not wait for checkpoints that wait', async () => {
  await using bench = await WorkerBench.start();
  const [session, trainer] = await begin(bench);
  trainer.checkpoint(1);
  const checkpoint = await bench.coordinator.uploads.next();
  trainer.checkpoint(2);
  trainer.finished();
  // No trainer says more than that; this one does, so that the test knows that it was heard.
  trainer.epoch(3);
  await session.nextReports(1);
  checkpoint.answer();
  trainer.exit(0);
  for (let file = 0; file < 3; file++) {
    const { header, answer } = await bench.coordinator.uploads.next();
    expect(header.kind).not.toBe('ARTIFACT_KIND_CHECKPOINT');
    answer();
  }
  expect(await session.nextReports(2)).toEqual(['2 checkpoint', '3 result']);
});

test('a result waits for the last checkpoint, from which another member goes on', async () => {
  await using bench = await WorkerBench.start();
  const [session, trainer] = await begin(bench, { checkpointAtEnd: true });
  expect(trainer.task.checkpointAtEnd).toBe(true);
  trainer.checkpoint(2);
  const earlier = await bench.coordinator.uploads.next();
  trainer.checkpoint(3);
  trainer.finished();
  trainer.epoch(4);
  await session.nextReports(1);
  trainer.exit(0);
  earlier.answer();
  for (let file = 0; file < 4; file++) (await bench.coordinator.uploads.next()).answer();
  expect(await session.nextReports(3)).toEqual(['2 checkpoint', '3 checkpoint', '4 result']);
});

test('an upload that finds no coordinator is made again when there is one', async () => {
  await using bench = await WorkerBench.start();
  const [before, trainer] = await begin(bench);
  trainer.epoch(1);
  trainer.checkpoint(1);
  await before.nextReports(1);
  await bench.coordinator.uploads.next();
  bench.coordinator.stop();
  await bench.coordinator.restart();
  const after = await bench.coordinator.welcomeNext();
  expect(await after.nextReports(1)).toEqual(['1 epoch']);
  const again = await bench.coordinator.uploads.next();
  again.answer(new ChorusError('unavailable', 'just a moment'));
  (await bench.coordinator.uploads.next()).answer();
  expect(await after.nextReports(1)).toEqual(['2 checkpoint']);
});

test('K2: an upload that is refused ends the attempt, of which nothing more is reported', async () => {
  await using bench = await WorkerBench.start();
  const [session, trainer] = await begin(bench);
  trainer.checkpoint(1);
  const upload = await bench.coordinator.uploads.next();
  upload.answer(new ChorusError('refused', 'another attempt is under way'));
  await trainer.ended;
  session.send(assignmentOf(2));
  (await bench.trainers.next()).started();
  expect((await session.nextReport()).attempt).toEqual(attemptAt(2));
  session.fail({ code: status.UNAVAILABLE, details: 'it was cut' });
  expect((await bench.coordinator.nextSession()).hello.held).toEqual([attemptAt(2)]);
});

test('K2: an upload that fails otherwise fails the attempt', async () => {
  await using bench = await WorkerBench.start();
  const [session, trainer] = await begin(bench);
  trainer.checkpoint(1);
  const upload = await bench.coordinator.uploads.next();
  upload.answer(new ChorusError('internal', 'the disk is full'));
  await trainer.ended;
  const failure = { kind: 'trainer-crashed', message: 'the disk is full' };
  expect((await session.nextReport()).failure).toEqual(failure);
});

test('an attempt goes on from the checkpoint that its assignment names', async () => {
  await using bench = await WorkerBench.start();
  const bytes = Buffer.from(checkpointOf(2));
  const sha256 = sha256Of(bytes);
  bench.coordinator.checkpoints.set(sha256, bytes);
  const continues = { member: 1, epochs: 2 };
  const [, trainer] = await begin(bench, { resume: { epoch: 0, sha256 }, continues });
  expect(trainer.task).toMatchObject({
    resumeFrom: checkpointOf(2),
    specification: { continues },
  });
});

test.for([
  ['that is another than was named', Buffer.from('altered'), /SHA-256/],
  ['that is gone', undefined, /no such file/],
] as const)('a checkpoint %s fails the attempt as bad data', async ([, bytes, message]) => {
  await using bench = await WorkerBench.start();
  const sha256 = sha256Of(checkpointOf(2));
  if (bytes) bench.coordinator.checkpoints.set(sha256, bytes);
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1, { resume: { epoch: 2, sha256 } }));
  const { failure } = await session.nextReport();
  expect(failure).toEqual({ kind: 'bad-data', message: expect.stringMatching(message) });
  expect(bench.trainers.count).toBe(0);
});

test('a trainer that goes silent is killed', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1, { stallTimeout: 1 }));
  expect((await session.nextReport()).failure).toEqual({
    kind: 'trainer-hung',
    message: 'the trainer was silent for 5 s and was killed',
  });
});

test('a trainer that somebody else kills is said to have perhaps run out of memory', async () => {
  await using bench = await WorkerBench.start();
  const [session, trainer] = await begin(bench);
  process.kill(trainer.pid, 'SIGKILL');
  expect((await session.nextReport()).failure).toMatchObject({
    kind: 'trainer-crashed',
    message: expect.stringContaining('Linux does so when memory runs out'),
  });
});

test('W2: a checkpoint on its way is handed over before the failure of its trainer', async () => {
  await using bench = await WorkerBench.start();
  const [session, trainer] = await begin(bench);
  trainer.checkpoint(1);
  const upload = await bench.coordinator.uploads.next();
  const problem = { message: 'the loss became infinite', code: 'diverged' } as const;
  trainer.say({ type: 'failed', problem });
  trainer.exit(1);
  await trainer.ended;
  upload.answer();
  expect(await session.nextReports(1)).toEqual(['1 checkpoint']);
  const failure = { kind: 'diverged', message: problem.message };
  expect((await session.nextReport()).failure).toEqual(failure);
});

/** Lets a trainer say that it has found the file of its dataset damaged. */
function findDamage(trainer: TrainerPuppet): void {
  const message = 'the file has 0 bytes instead of 300; delete it and run again';
  trainer.say({ type: 'failed', problem: { message, code: 'bad-data' } });
  trainer.exit(1);
}

test('a damaged copy of the dataset is fetched again, and the member trained, within the attempt', async () => {
  await using bench = await WorkerBench.start();
  writeFileSync(bench.datasetPath, 'damaged');
  const [session, trainer] = await begin(bench);
  findDamage(trainer);
  const second = await bench.trainers.next();
  expect(readFileSync(bench.datasetPath)).toEqual(DATASET_FILE);
  second.epoch(1);
  expect(await session.nextReports(1)).toEqual(['1 epoch']);
});

test('a dataset that is damaged again fails the attempt', async () => {
  await using bench = await WorkerBench.start();
  // A copy in which nothing is wrong, as when another trainer had it replaced, is not fetched again.
  bench.coordinator.datasets.clear();
  const [session, trainer] = await begin(bench);
  findDamage(trainer);
  findDamage(await bench.trainers.next());
  expect((await session.nextReport()).failure).toMatchObject({ kind: 'bad-data' });
  expect(bench.trainers.count).toBe(2);
});

test('a damaged dataset that cannot be had again fails the attempt', async () => {
  await using bench = await WorkerBench.start();
  bench.coordinator.datasets.clear();
  writeFileSync(bench.datasetPath, 'damaged');
  const [session, trainer] = await begin(bench);
  findDamage(trainer);
  expect((await session.nextReport()).failure).toEqual({
    kind: 'bad-data',
    message: 'no such file here',
  });
});

test('a member whose dataset is found damaged while its worker drains is handed back', async () => {
  await using bench = await WorkerBench.start();
  const [session, trainer] = await begin(bench);
  session.send({ drain: {} });
  await trainer.handBackAsked;
  findDamage(trainer);
  expect(await session.nextReports(1)).toEqual(['1 handedBack']);
  expect(bench.trainers.count).toBe(1);
});
