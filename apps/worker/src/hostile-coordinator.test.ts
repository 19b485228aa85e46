/** W7: a worker believes its coordinator no more than it must. */
import type { CoordinatorMessageInput } from '@chorus/proto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { log } from './log.ts';
import { assignmentOf, attemptAt, WorkerBench } from './testing/worker-bench.ts';

const warn = vi.spyOn(log, 'warn');

const LONG = 'x'.repeat(1024 * 1024);

test.for<[kind: string, message: CoordinatorMessageInput, problem: string]>([
  ['of no attempt', { assignment: { checkpointAtEnd: true } }, 'lacks assignment.attempt'],
  ['to stop no attempt', { stop: { reason: 'x' } }, 'lacks stop.attempt'],
  ['that acknowledges nothing', { acknowledged: { sequence: 9 } }, 'lacks acknowledged.attempt'],
  [
    'of a run with a name of a megabyte',
    { assignment: { attempt: { runId: LONG, member: 2, attempt: 1 } } },
    'assignment.attempt.run_id must be 1 to 64 of the characters A-Z a-z 0-9 . _ -, and has 1048576',
  ],
  [
    'of a run whose name is a path',
    { stop: { attempt: { runId: '../../etc', member: 1, attempt: 1 }, reason: '' } },
    'stop.attempt.run_id must be',
  ],
  [
    'of member 0',
    { assignment: { attempt: { runId: 'run', member: 0, attempt: 1 } } },
    'assignment.attempt must count member and attempt from 1',
  ],
  ['that welcomes it twice', { welcome: { heartbeatIntervalMs: 1 } }, 'welcomed this worker twice'],
])('a message %s ends the connection, and not what is trained', async ([, message, problem]) => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  session.send(message);
  const after = await bench.coordinator.welcomeNext();
  expect(after.hello.held).toEqual([attemptAt(1)]);
  expect(warn.mock.lastCall?.[0]).toContain('the coordinator sent what makes no sense');
  expect(warn.mock.lastCall?.[0]).toContain(problem);
  trainer.started();
  expect(await after.nextReports(1)).toEqual(['1 started']);
});

test('what it is told of attempts that it does not have changes nothing', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  const unknown = { runId: 'other', member: 7, attempt: 3 };
  for (let time = 0; time < 1000; time++) {
    session.send({ stop: { attempt: unknown, reason: LONG.slice(0, 1000) } });
    session.send({ acknowledged: { attempt: unknown, sequence: Number.MAX_SAFE_INTEGER } });
    session.send({ accepted: unknown });
  }
  session.send(assignmentOf(1));
  (await bench.trainers.next()).started();
  expect(await session.nextReports(1)).toEqual(['1 started']);
});

test('a flood of assignments ends the connection when two for each slot go on', async () => {
  await using bench = await WorkerBench.start({ slots: 2 });
  const session = await bench.coordinator.welcomeNext();
  for (let member = 1; member <= 500; member++) session.send(assignmentOf(member));
  const after = await bench.coordinator.nextSession();
  expect(after.hello.held).toEqual([1, 2, 3, 4].map(attemptAt));
  expect(warn.mock.lastCall?.[0]).toContain(
    'it assigns more than 2 slots are for: 4 attempts go on and 4 are held',
  );
});

test('assignments that fail, and whose failures are never acknowledged, do not pile up', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  let failures = 0;
  for (let member = 1; member <= 66; member++) {
    session.send({ assignment: { attempt: attemptAt(member), config: 'no configuration' } });
    failures += (await session.nextReport()).failure ? 1 : 0;
  }
  expect(failures).toBe(66);
  session.send(assignmentOf(67));
  const { hello } = await bench.coordinator.nextSession();
  expect(hello.held).toHaveLength(66);
});

test.for([0, 1, 50])('a heartbeat every %d ms is one every 100 ms', async (intervalMs) => {
  const setInterval = vi.spyOn(globalThis, 'setInterval');
  onTestFinished(() => setInterval.mockRestore());
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.nextSession();
  session.welcome(intervalMs);
  await session.next('heartbeat');
  expect(setInterval.mock.calls.map(([, ms]) => ms)).toContain(100);
});

test('a heartbeat once in fifty days, which no timer can wait for, is one every minute', async () => {
  const setInterval = vi.spyOn(globalThis, 'setInterval');
  onTestFinished(() => setInterval.mockRestore());
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.nextSession();
  session.welcome(2 ** 32 - 1);
  session.send(assignmentOf(1));
  await bench.trainers.next();
  expect(setInterval.mock.calls.map(([, ms]) => ms)).toContain(60_000);
});

test('a coordinator that accepts the connection, and says nothing, is one that does not answer', async () => {
  await using bench = await WorkerBench.start({ welcomeTimeoutMs: 50, giveUpStrangerAfterMs: 1 });
  const reason = expect.stringContaining(
    'it accepted the connection, and has said nothing for 0.05 s',
  );
  expect(await bench.outcome).toEqual({ type: 'fatal', reason });
});

test('a reason to stop of megabytes is a line of which the rest is counted', async () => {
  await using bench = await WorkerBench.start();
  const session = await bench.coordinator.welcomeNext();
  session.send(assignmentOf(1));
  const trainer = await bench.trainers.next();
  session.send({ stop: { attempt: attemptAt(1), reason: LONG } });
  await trainer.ended;
  const [line] = warn.mock.lastCall as [string];
  expect(line).toMatch(/^stops: x{16000} … \(1032576 more characters\)$/);
});

/** What a configuration says, section by section. */
type Sections = Record<string, Record<string, unknown>>;

/** An assignment whose configuration somebody has changed. */
function changed(change: (config: Sections) => void): CoordinatorMessageInput {
  const { assignment } = assignmentOf(1);
  const config = JSON.parse(assignment!.config!) as Sections;
  change(config);
  return { assignment: { ...assignment, config: JSON.stringify(config) } };
}

test.for<[what: string, change: (config: Sections) => void, kind: string, problem: RegExp]>([
  [
    'more samples than any memory holds',
    ({ dataset }) => (dataset!['trainSamples'] = 2 ** 53 - 1),
    'out-of-memory',
    /^this worker has \S+ [MGT]B of memory: the labels of 9,007,199,254,741,\d+ samples alone have 36\.0 PB$/,
  ],
  [
    'more parameters than any memory holds',
    ({ network }) => (network!['parameters'] = 1e15),
    'out-of-memory',
    /a network of 1,000,000,000,000,000 parameters alone have 4\.0 PB$/,
  ],
  [
    'a negative number of samples',
    ({ dataset }) => (dataset!['testSamples'] = -1),
    'trainer-crashed',
    /^'config\.dataset\.testSamples' must/,
  ],
  [
    'no number of samples',
    ({ dataset }) => (dataset!['trainSamples'] = null),
    'trainer-crashed',
    /^'config\.dataset\.trainSamples' must/,
  ],
  [
    'a batch of 2^31 samples',
    ({ training }) => (training!['batchSize'] = 2 ** 31),
    'trainer-crashed',
    /^'config\.training\.batchSize' must be .*1000000.*, not 2147483648/,
  ],
  [
    'a path for a digest',
    ({ dataset }) => (dataset!['sha256'] = '../../etc/passwd'),
    'trainer-crashed',
    /^'config\.dataset\.sha256' must/,
  ],
  [
    'ten thousand layers',
    ({ network }) => {
      const { config } = network!['topology'] as { config: { layers: unknown[] } };
      config.layers = Array(10_000).fill(config.layers[0]);
    },
    'trainer-crashed',
    /^'config\.network\.topology'/,
  ],
])(
  'an assignment with %s fails in one line, and the worker goes on',
  async ([, change, kind, problem]) => {
    await using bench = await WorkerBench.start();
    const session = await bench.coordinator.welcomeNext();
    session.send(changed(change));
    const { failure } = await session.nextReport();
    expect(failure?.kind).toBe(kind);
    expect(failure?.message).toMatch(problem);
    expect(failure!.message.length).toBeLessThan(17_000);
    session.send(assignmentOf(2));
    (await bench.trainers.next()).started();
    expect((await session.nextReport()).attempt).toEqual(attemptAt(2));
  },
);
