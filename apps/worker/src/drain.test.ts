import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { checkpointOf } from './testing/trainer-puppets.ts';
import { assignmentOf, attemptAt, WorkerBench } from './testing/worker-bench.ts';

const CUT = { code: status.UNAVAILABLE, details: 'it was cut' };

test('W6: a drained worker ends its epoch, hands the checkpoint and the member back, and leaves', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  session.send({ drain: {} });
  await trainer.handBackAsked;
  trainer.epoch(1);
  trainer.checkpoint(1);
  trainer.say({ type: 'handed-back' });
  trainer.exit(0);
  expect(await session.nextReports(1)).toEqual(['1 epoch']);
  const upload = await bench.coordinator.uploads.next();
  expect([...upload.bytes]).toEqual([...checkpointOf(1)]);
  upload.answer();
  expect(await session.nextReports(2)).toEqual(['2 checkpoint', '3 handedBack']);
  session.acknowledge(attemptAt(1), 3);
  await session.next('leaving');
  expect(await bench.outcome).toEqual({ type: 'stopped' });
});

test('W6: a worker that drains itself says so, and hands back at once what it is given then', async () => {
  await using bench = await WorkerBench.start({ slots: 2 });
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  bench.drain();
  await session.next('drain');
  session.send(assignmentOf(2));
  const { attempt, sequence, report } = await session.nextReport();
  expect({ attempt, sequence, report }).toEqual({
    attempt: attemptAt(2),
    sequence: 1,
    report: 'handedBack',
  });
  expect(bench.trainers.count).toBe(1);

  trainer.say({ type: 'handed-back' });
  trainer.exit(0);
  await session.nextReport();
  session.acknowledge(attemptAt(1), 1);
  session.acknowledge(attemptAt(2), 1);
  await session.next('leaving');
});

test('W6: a drained worker tells a coordinator that it finds later', async () => {
  await using bench = await WorkerBench.start();
  const before = await bench.coordinator.welcomeNext();
  before.send(assignmentOf(1));
  await bench.trainers.next();
  before.send({ drain: {} });
  before.fail(CUT);
  const after = await bench.coordinator.welcomeNext();
  await after.next('drain');
});

test('W6: an attempt that predicts is finished, and then the worker leaves', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  trainer.say({ type: 'predicting' });
  bench.drain();
  await trainer.handBackAsked;
  trainer.finished();
  trainer.exit(0);
  for (let file = 0; file < 3; file++) (await bench.coordinator.uploads.next()).answer();
  expect(await session.nextReports(2)).toEqual(['1 predicting', '2 result']);
  session.acknowledge(attemptAt(1), 2);
  await session.next('leaving');
});

test('a worker that has nothing leaves as soon as it is drained', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  session.send({ drain: {} });
  await session.next('leaving');
  expect(await bench.outcome).toEqual({ type: 'stopped' });
});

test('W6: a drained worker without a coordinator ends its epoch, waits a little, and leaves', async () => {
  await using bench = await WorkerBench.start({ leaveUnheardAfterMs: 1 });
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  session.send({ drain: {} });
  await trainer.handBackAsked;
  session.fail(CUT);
  // It tries to come back, so that it is still there, but it is not welcomed.
  await bench.coordinator.nextSession();
  trainer.say({ type: 'handed-back' });
  trainer.exit(0);
  expect(await bench.outcome).toEqual({ type: 'stopped' });
});

test('a trainer that dies of the signal that drains its worker was handed back', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  bench.drain();
  await trainer.handBackAsked;
  trainer.exit('SIGTERM');
  expect(await session.nextReports(1)).toEqual(['1 handedBack']);
});

test('a trainer goes on when a signal that was meant for its worker reaches it', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  process.kill(trainer.pid, 'SIGINT');
  process.kill(trainer.pid, 'SIGTERM');
  trainer.epoch(1);
  expect(await session.nextReports(1)).toEqual(['1 epoch']);
});
