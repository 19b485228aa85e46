import { datasetFilePath } from '@chorus/data';
import { required } from '@chorus/proto';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JOURNAL_FILE, startCoordinator } from './start-coordinator.ts';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from './testing/bench.ts';
import { fakePredictions } from './testing/fake-worker.ts';

const predictions = fakePredictions(TEST_SAMPLES, CLASSES);

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

describe('a run whose dataset is gone', () => {
  test('is cancelled with the reason when the coordinator is started again, the others go on', async () => {
    const worker = bench.connect();
    const done = await bench.submit();
    await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
    await bench.eventsUntil(done, 'finished');
    const runId = await bench.submit();
    const { attempt } = await worker.next('assignment');
    await bench.coordinator.stop();
    rmSync(datasetFilePath(bench.folder, bench.dataset.sha256));
    await bench.startCoordinator();
    const back = bench.connect({ held: [required(attempt, 'attempt')] });
    expect((await back.next('stop')).attempt).toEqual(attempt);
    const events = await bench.eventsUntil(runId, 'finished');
    const reason = expect.stringContaining(bench.dataset.sha256);
    expect(events.at(-1)).toMatchObject({ status: 'cancelled', reason });
    expect((await bench.eventsUntil(done, 'finished')).at(-1)).toMatchObject({
      status: 'succeeded',
    });
    await bench.coordinator.stop();
    await bench.startCoordinator();
    expect(await bench.eventsUntil(runId, 'finished')).toEqual(events);
  });
});

test('R1: a result whose files cannot be kept is told to nobody; with room again it counts', async () => {
  const worker = bench.connect();
  const runId = await bench.submit();
  const folder = join(bench.runsDir, runId);
  const assignment = await worker.next('assignment');
  writeFileSync(join(folder, 'members'), 'in the way');
  await worker.succeed(assignment, predictions, EVALUATED);
  expect((await bench.coordinator.failed).message).toContain('members');
  expect(readFileSync(join(folder, 'events.jsonl'), 'utf8')).not.toContain('"done"');
  expect(readdirSync(join(folder, 'predictions'))).toEqual([]);
  await expect(worker.next('accepted')).rejects.toThrow();
  const asking = bench.ask((client, callback) => client.listRuns({}, callback));
  await expect(asking, 'it serves nobody any more').rejects.toMatchObject({ code: 'unavailable' });
  await bench.coordinator.stop();
  rmSync(join(folder, 'members'));
  await bench.startCoordinator();
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.slice(-2).map(({ type }) => type)).toEqual(['done', 'finished']);
  expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
  expect(readdirSync(join(folder, 'members', '1'))).toEqual(['model.json', 'weights.bin']);
});

test('a result that was refused is not taken for the one that counts after a restart', async () => {
  const worker = bench.connect();
  const runId = await bench.submit();
  const early = await worker.next('assignment');
  const attempt = required(early.attempt, 'attempt');
  const other = predictions.map((_, index) => (index % CLASSES === 0 ? 0.5 : 0.25));
  const files = await worker.uploadResult(early, other);
  worker.report(attempt, { started: { backend: 'fake', device: 'none' } });
  // True, but before it has trained: a lie.
  const evaluated = { testLoss: (5 / 3) * Math.LN2, testAccuracy: 1 / 3 };
  worker.report(attempt, { result: { ...evaluated, ...files } });
  const second = await worker.next('assignment');
  expect(second.attempt).toEqual({ ...attempt, attempt: 2 });
  await bench.coordinator.stop();
  await bench.startCoordinator();
  const back = bench.connect({ held: [required(second.attempt, 'attempt')] }, worker.reported);
  await back.succeed(second, predictions, EVALUATED);
  await back.next('accepted');
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
});

describe('a coordinator that cannot start', () => {
  test('leaves its journal to one that can: it could not read it', async () => {
    await bench.submit();
    await bench.coordinator.stop();
    const spoil = (from: string, to: string) => {
      const journal = new DatabaseSync(join(bench.folder, JOURNAL_FILE));
      journal.exec(`UPDATE events SET record = replace(record, '${from}', '${to}')`);
      journal.close();
    };
    spoil('{"atMs"', '{atMs');
    await expect(bench.startCoordinator()).rejects.toMatchObject({ code: 'corrupt' });
    spoil('{atMs', '{"atMs"');
    await bench.startCoordinator();
  });

  test('leaves its journal to one that can: it could not listen', async () => {
    const { folder, runsDir } = bench;
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    await bench.coordinator.stop();
    const listen = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const taken = startCoordinator({ listen, runsDir, state: folder, home: folder });
    await expect(taken).rejects.toMatchObject({ code: 'invalid' });
    server.close();
    await bench.startCoordinator();
  });
});
