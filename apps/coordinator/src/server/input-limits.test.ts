/** What somebody can put on the coordinator's disk who sends datasets and weights. */
import { datasetFilePath, writeDatasetFile, fingerprint, type Dataset } from '@chorus/data';
import { ChorusError, createRunClient } from '@chorus/proto';
import { hash } from 'node:crypto';
import {
  readdirSync,
  readFileSync,
  statfsSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Bench } from './testing/bench.ts';

const WEIGHTS = Buffer.alloc(100_000, 'weights');

async function startBench(options: Parameters<typeof Bench.start>[0] = {}): Promise<Bench> {
  const bench = await Bench.start(options);
  onTestFinished(() => bench[Symbol.asyncDispose]());
  return bench;
}

/** A dataset of 600 KB as a file, which the bench does not have. */
async function otherDataset(bench: Bench): Promise<{ sha256: string; file: Buffer }> {
  const samples = 1000;
  const split = () => ({
    values: new Float32Array(samples * 75),
    labels: Int32Array.from({ length: samples }, (_, index) => index % 2),
  });
  const content: Omit<Dataset, 'sha256'> = {
    ...{ name: 'other', synthetic: false, classes: ['one', 'two'] },
    sample: { shape: [75], type: 'float32' },
    ...{ train: split(), test: split() },
  };
  const dataset = { ...content, sha256: fingerprint(content) };
  const path = join(bench.folder, 'other.dataset');
  await writeDatasetFile(dataset, path);
  return { sha256: dataset.sha256, file: readFileSync(path) };
}

/** Sends the beginning of a file, and no more unless it is told to. @returns the answer */
function send(bench: Bench, first: object, file: Buffer, ends = true): Promise<ChorusError | null> {
  const client = createRunClient(bench.coordinator.address);
  onTestFinished(() => client.close());
  const { promise, resolve } = Promise.withResolvers<ChorusError | null>();
  const call = client.uploadDataset((error) => resolve(error && ChorusError.from(error)));
  call.on('error', () => {});
  call.write(first);
  for (let offset = 0; offset < file.length; offset += 10_000) {
    call.write({ chunk: file.subarray(offset, offset + 10_000) });
  }
  if (ends) call.end();
  return promise;
}

/** What lies in the folder of the datasets beside the bench's own. */
function leftIn(bench: Bench): string[] {
  const own = datasetFilePath(bench.folder, bench.dataset.sha256);
  return readdirSync(join(bench.folder, 'datasets')).filter((name) => !own.endsWith(name));
}

test('a dataset whose header says that it is too large is refused by it, and leaves nothing', async () => {
  const bench = await startBench({ datasetLimitBytes: 500_000 });
  const { sha256, file } = await otherDataset(bench);
  // Nothing but the beginning is sent, and the stream stays open.
  const refusal = await send(bench, { sha256 }, file.subarray(0, 20_000), false);
  expect(refusal).toMatchObject({
    code: 'refused',
    message:
      "the file has 609 KB or more, and this coordinator takes 500 KB at most: 'chorus serve --dataset-limit' sets it",
  });
  expect(leftIn(bench)).toEqual([]);
});

test('who sends more than the header says is cut off, and leaves nothing', async () => {
  const bench = await startBench();
  const { sha256, file } = await otherDataset(bench);
  const refusal = await send(bench, { sha256 }, Buffer.concat([file, Buffer.alloc(20_000)]), false);
  expect(refusal).toMatchObject({
    code: 'corrupt',
    message: 'the dataset that arrives is longer than its header says',
  });
  expect(leftIn(bench)).toEqual([]);
});

test('weights, of which nothing says how large they are, are cut off where they are too large', async () => {
  const bench = await startBench({ datasetLimitBytes: 50_000 });
  const refusal = await send(bench, { weightsSha256: hash('sha256', WEIGHTS) }, WEIGHTS, false);
  expect(refusal).toMatchObject({ code: 'refused' });
  expect(readdirSync(join(bench.folder, 'weights'))).toEqual([]);
});

test('what would take the last room of the disk is not taken: who sends it is told so, and to come again', async () => {
  const { blocks, bsize } = statfsSync(tmpdir());
  const bench = await startBench({ keepFreeBytes: 0.999 * blocks * bsize });
  const { sha256, file } = await otherDataset(bench);
  for (const first of [{ sha256 }, { weightsSha256: hash('sha256', file) }]) {
    const refusal = await send(bench, first, file);
    expect(refusal).toMatchObject({
      code: 'unavailable',
      retryAfterMs: 10_000,
      message: expect.stringMatching(
        /^the coordinator's disk \(.*\) has .* free, of which .* stay so: there is no room for 10\.0 KB of a file that is sent$/,
      ),
    });
  }
  expect(leftIn(bench)).toEqual([]);
  // The coordinator itself goes on.
  const worker = bench.connect();
  const runId = await bench.submit();
  const assignment = await worker.next('assignment');
  await expect(
    worker.upload(assignment, 'CHECKPOINT', Buffer.from('a checkpoint')),
  ).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(
      'stay so: there is no room for 12 bytes of a file of a worker',
    ),
  });
  const events = await bench.eventsUntil(runId, 'log');
  expect(events.at(-1)).toMatchObject({
    line: { message: expect.stringMatching(/^the disk is full: .*; waits for room$/) },
  });
});

test('what an upload has left that nobody went on with for a day is gone when the coordinator starts', async () => {
  const bench = await startBench();
  await bench.coordinator.stop();
  const left = join(bench.folder, 'datasets', `${'ab'.repeat(32)}.dataset.partial`);
  writeFileSync(left, 'the beginning');
  const dayAgo = Date.now() / 1000 - 25 * 3600;
  utimesSync(left, dayAgo, dayAgo);
  await bench.startCoordinator();
  await vi.waitFor(() => expect(leftIn(bench)).toEqual([]));
});

test('uploads that nobody finishes are bounded in number', async () => {
  const bench = await startBench();
  const folder = join(bench.folder, 'weights');
  const written = (sha256: string) => (name: string) =>
    name.startsWith(sha256) && statSync(join(folder, name)).size === 10_000;
  for (let number = 0; number < 12; number++) {
    const sha256 = hash('sha256', `file ${number}`);
    const client = createRunClient(bench.coordinator.address);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const call = client.uploadDataset(() => resolve());
    call.write({ weightsSha256: sha256 });
    call.write({ chunk: Buffer.alloc(10_000) });
    await vi.waitFor(() => expect(readdirSync(folder).some(written(sha256))).toBe(true));
    call.cancel();
    await ended;
    client.close();
  }
  // Eight, when the last one has been left.
  await vi.waitFor(() => {
    const left = readdirSync(folder);
    expect(left.filter((name) => /^[^.]+\.[^.]+\.partial$/.test(name))).toHaveLength(8);
    expect(left).toHaveLength(8);
  });
});
