import { PROTOCOL_VERSION } from '@chorus/proto';
import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { assignmentOf, attemptAt, WorkerBench } from './testing/worker-bench.ts';

const GPU = { id: '0', name: 'NVIDIA H200', memoryBytes: undefined };
const CUT = { code: status.UNAVAILABLE, details: 'it was cut' };

test('W3, W4: training outlives its connection, and what nobody acknowledged is sent again', async () => {
  await using bench = await WorkerBench.start();
  const before = await bench.coordinator.welcomeNext();
  expect(before.hello).toMatchObject({ protocolVersion: PROTOCOL_VERSION, held: [] });
  before.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  trainer.started();
  trainer.epoch(1);
  expect(await before.nextReports(2)).toEqual(['1 started', '2 epoch']);

  before.fail(CUT);
  trainer.epoch(2);
  const after = await bench.coordinator.nextSession();
  expect(after.hello.held).toEqual([attemptAt(1)]);
  expect(after.hello.incarnation).toBe(before.hello.incarnation);
  after.welcome();
  expect(await after.nextReports(3)).toEqual(['1 started', '2 epoch', '3 epoch']);
  trainer.epoch(3);
  expect(await after.nextReports(1)).toEqual(['4 epoch']);
  expect(bench.trainers.count).toBe(1);
});

test('W4: what was acknowledged is not sent again', async () => {
  await using bench = await WorkerBench.start();
  const before = await bench.coordinator.welcomeNext();
  before.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  trainer.started();
  trainer.epoch(1);
  await before.nextReports(2);
  before.acknowledge(attemptAt(1), 1);
  // The worker reads in order: when it is told to stop what it does not have, it has read that.
  before.send({ stop: { attempt: attemptAt(9), reason: '' } });
  before.fail(CUT);

  const after = await bench.coordinator.welcomeNext();
  expect(await after.nextReports(1)).toEqual(['2 epoch']);
});

test('W4: a last report that nobody acknowledged keeps the attempt held, but not its slot', async () => {
  await using bench = await WorkerBench.start();
  const before = await bench.coordinator.welcomeNext();
  before.send(assignmentOf(1));
  (await bench.trainers.next()).exit(1);
  expect(await before.nextReports(1)).toEqual(['1 failure']);
  before.send(assignmentOf(2));
  await bench.trainers.next();
  before.fail(CUT);

  const after = await bench.coordinator.welcomeNext();
  expect(after.hello.held).toEqual([attemptAt(1), attemptAt(2)]);
  expect(await after.nextReports(1)).toEqual(['1 failure']);
  after.acknowledge(attemptAt(1), 1);
  after.fail(CUT);
  expect((await bench.coordinator.nextSession()).hello.held).toEqual([attemptAt(2)]);
});

test('an assignment that is sent again changes nothing', async () => {
  await using bench = await WorkerBench.start({ slots: 2 });
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  trainer.started();
  session.send(assignmentOf(1));
  session.send(assignmentOf(2));
  const other = await bench.trainers.next();
  expect(other.task.specification.seed).toBe(2);
  expect(bench.trainers.count).toBe(2);
});

test.for([
  ['without a GPU a trainer may use the CPU, as the worker was told', [], 'tensorflow', true],
  ['where a GPU was found a trainer that has lost it fails', [GPU], 'tensorflow', false],
  ['where a GPU was found WebAssembly still needs none', [GPU], 'wasm', true],
] as const)('%s', async ([, gpus, backend, allowCpu]) => {
  await using bench = await WorkerBench.start({ gpus, backend });
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  expect((await bench.trainers.next()).task).toMatchObject({ backend, allowCpu });
});

test('an attempt that is stopped loses its trainer, reports nothing, and is no longer held', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  session.send({ stop: { attempt: attemptAt(1), reason: 'the run is over' } });
  await trainer.ended;
  session.send(assignmentOf(2));
  (await bench.trainers.next()).started();
  expect((await session.nextReport()).attempt).toEqual(attemptAt(2));
  session.fail(CUT);
  expect((await bench.coordinator.nextSession()).hello.held).toEqual([attemptAt(2)]);
});

test('W5: a trainer is started when the one that had its slot is gone', async () => {
  await using bench = await WorkerBench.start({ slots: 2 });
  const session = await bench.coordinator.welcomeNext();
  for (const member of [1, 2, 3]) session.send(assignmentOf(member));
  const trainers = [await bench.trainers.next(), await bench.trainers.next()];
  for (let epoch = 1; epoch <= 50; epoch++) {
    for (const trainer of trainers) trainer.epoch(epoch);
    await session.nextReports(2);
  }
  session.send({ stop: { attempt: attemptAt(1), reason: 'make room' } });
  const third = await bench.trainers.next();
  expect(third.task.specification.seed).toBe(3);
  expect(third.others).toBe(1);
});

test('a worker that ends at once kills its trainers and says that it leaves', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  bench.end();
  await session.next('leaving');
  await session.ended;
  expect(await bench.outcome).toEqual({ type: 'stopped' });
  await trainer.ended;
});
