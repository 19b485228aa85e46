import { expect, test } from 'vitest';
import { SlotTrainers } from './slot-trainers.ts';
import type { FakeSession } from './testing/fake-session.ts';
import { TrainerPuppets, type TrainerPuppet } from './testing/trainer-puppets.ts';
import { assignmentOf, attemptAt, optionsFor, WorkerBench } from './testing/worker-bench.ts';
import { TrainerProcess } from './trainer-process.ts';
import type { TrainerTask } from './trainer/messages.ts';

const NEVER = new AbortController().signal;
const HOOKS = { onMessage() {}, signal: NEVER, handBack: NEVER, stallTimeoutMs: 0 };

/** A trainer of the worker finishes this member, and waits for the next. */
async function trainMember(
  bench: WorkerBench,
  session: FakeSession,
  member: number,
): Promise<TrainerPuppet> {
  session.send(assignmentOf(member));
  const trainer = await bench.trainers.next();
  trainer.finished();
  trainer.waits();
  for (let file = 0; file < 3; file++) (await bench.coordinator.uploads.next()).answer();
  expect(await session.nextReports(1)).toEqual(['1 result']);
  return trainer;
}

/** A worker whose trainer has finished the first member, and waits. */
async function trainedOne(bench: WorkerBench): Promise<[FakeSession, TrainerPuppet]> {
  const session = await bench.coordinator.welcomeNext();
  return [session, await trainMember(bench, session, 1)];
}

test('a trainer that waits gets the next member of its slot, and no other is started', async () => {
  await using bench = await WorkerBench.start();
  const [session, first] = await trainedOne(bench);
  session.send(assignmentOf(2));
  const second = await bench.trainers.next();
  expect(second.task.specification.seed).toBe(2);
  expect(second.pid).toBe(first.pid);
  second.started();
  expect((await session.nextReport()).attempt).toEqual(attemptAt(2));
});

test('TRAINER-2: a member of other threads gets another trainer, when the one that waited is gone', async () => {
  await using bench = await WorkerBench.start();
  const [session, first] = await trainedOne(bench);
  session.send(assignmentOf(2, { threads: 2 }));
  const second = await bench.trainers.next();
  expect(second.pid).not.toBe(first.pid);
  expect(second.others).toBe(0);
});

test('TRAINER-2: a member of another backend gets another trainer', async () => {
  const puppets = await TrainerPuppets.start();
  const trainers = new SlotTrainers(optionsFor('nobody:1'));
  const trained = trainers.train(
    0,
    { specification: { seed: 1 }, backend: 'wasm' } as TrainerTask,
    HOOKS,
  );
  const first = await puppets.next();
  first.waits();
  await trained;
  void trainers.train(
    0,
    { specification: { seed: 2 }, backend: 'tensorflow' } as TrainerTask,
    HOOKS,
  );
  const second = await puppets.next();
  expect(second.pid).not.toBe(first.pid);
  second.exit(0);
  await trainers.ended();
  puppets.stop();
});

test('TRAINER-3: a trainer that dies while it waits, or of its task before a word, is replaced without a failure', async () => {
  await using bench = await WorkerBench.start();
  const [session, first] = await trainedOne(bench);
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const second = await trainMember(bench, session, 2);

  session.send(assignmentOf(3));
  const third = await bench.trainers.next();
  expect(third.pid).toBe(second.pid);
  third.exit('SIGKILL');
  const fourth = await bench.trainers.next();
  expect(fourth.task.specification.seed).toBe(3);
  fourth.exit(3);
  const { attempt, failure } = await session.nextReport();
  expect(attempt).toEqual(attemptAt(3));
  expect(failure).toEqual({
    kind: 'trainer-crashed',
    message: 'the trainer process ended with exit status 3',
  });
});

test('TRAINER-3: of one that waited, what goes wrong after its first word is a failure', async () => {
  await using bench = await WorkerBench.start();
  const [session] = await trainedOne(bench);
  session.send(assignmentOf(2));
  const second = await bench.trainers.next();
  second.started();
  expect((await session.nextReport()).attempt).toEqual(attemptAt(2));
  second.exit(3);
  expect((await session.nextReport()).failure).toMatchObject({ kind: 'trainer-crashed' });
});

test.for(['end', 'drain'] as const)(
  'TRAINER-4: a worker that is to %s ends what waits',
  async (how) => {
    await using bench = await WorkerBench.start();
    const [session, trainer] = await trainedOne(bench);
    bench[how]();
    await trainer.ended;
    session.acknowledge(attemptAt(1), 1);
    expect(await bench.outcome).toEqual({ type: 'stopped' });
  },
);

test('TRAINER-4: one that has trained its member when the worker has ended does not wait', async () => {
  const puppets = await TrainerPuppets.start();
  const trainers = new SlotTrainers(optionsFor('nobody:1'));
  const trained = trainers.train(0, { specification: { seed: 1 } } as TrainerTask, HOOKS);
  const trainer = await puppets.next();
  trainers.close();
  trainer.waits();
  expect(await trained).toMatchObject({ exitCode: 0 });
  await trainers.ended();
  puppets.stop();
});

test('TRAINER-4: nothing waits for longer than a minute', async () => {
  const puppets = await TrainerPuppets.start();
  const trainers = new SlotTrainers(optionsFor('nobody:1'), 10);
  const trained = trainers.train(0, { specification: { seed: 1 } } as TrainerTask, HOOKS);
  const trainer = await puppets.next();
  trainer.waits();
  expect(await trained).toMatchObject({ exitCode: 0, signal: null });
  await trainer.ended;
  await trainers.ended();
  puppets.stop();
});

test('a trainer that was started ahead is the first one of slot 0', async () => {
  const puppets = await TrainerPuppets.start();
  const trainer = new TrainerProcess(TrainerPuppets.program, {});
  const ready = trainer.start({ threads: 2, backend: 'wasm', allowCpu: true });
  expect(await ready).toMatchObject({ name: 'wasm', device: 'cpu' });
  const start = { threads: 2, backend: 'wasm' } as const;
  const options = { ...optionsFor('nobody:1'), firstTrainer: { trainer, start } };
  const trainers = new SlotTrainers(options);
  void trainers.train(0, { specification: { seed: 1 }, ...start } as TrainerTask, HOOKS);
  expect(await puppets.next()).toMatchObject({ others: 0, task: { specification: { seed: 1 } } });
  trainer.kill();
  trainers.close();
  await trainers.ended();
  puppets.stop();
});
