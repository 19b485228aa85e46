import { decodeRunConfig, required } from '@chorus/proto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bench, CLASSES, TEST_SAMPLES } from './testing/bench.ts';
import { sha256Of, FakeWorker } from './testing/fake-worker.ts';

let bench: Bench;

beforeEach(async () => void (bench = await Bench.start()));
afterEach(() => bench[Symbol.asyncDispose]());

/** A worker with a member to train, and where its files will lie. */
async function training() {
  const worker = bench.connect();
  const runId = await bench.submit();
  const assignment = await worker.next('assignment');
  return { worker, assignment, folder: join(bench.runsDir, runId, 'artifacts') };
}

/** The announcement of a checkpoint. */
function headerOf({ assignment }: Awaited<ReturnType<typeof training>>, bytes: Uint8Array) {
  const attempt = required(assignment.attempt, 'attempt');
  const { sha256: datasetSha256 } = decodeRunConfig(assignment.config).dataset;
  const kind = 'ARTIFACT_KIND_CHECKPOINT' as const;
  return { attempt, kind, sizeBytes: bytes.length, sha256: sha256Of(bytes), datasetSha256 };
}

test('C3: a file lies on disk as its pieces come, and under its name when it is whole', async () => {
  const given = await training();
  const bytes = Buffer.from('the first half, the second half');
  const { call, answered } = given.worker.beginUpload(headerOf(given, bytes));
  call.write({ chunk: bytes.subarray(0, 15) });
  const partial = await vi.waitFor(() => {
    const [name] = readdirSync(given.folder);
    expect(statSync(join(given.folder, name!)).size).toBe(15);
    return name;
  });
  expect(partial).toMatch(/\.partial$/);
  call.write({ chunk: bytes.subarray(15) });
  call.end();
  await answered;
  expect(readdirSync(given.folder)).toEqual([sha256Of(bytes)]);
  expect(readFileSync(join(given.folder, sha256Of(bytes)))).toEqual(bytes);
});

test('an upload that breaks off, or is longer than announced, leaves nothing', async () => {
  const given = await training();
  const bytes = Buffer.from('some bytes');
  const broken = given.worker.beginUpload(headerOf(given, bytes));
  broken.call.write({ chunk: bytes.subarray(0, 4) });
  await vi.waitFor(() => expect(readdirSync(given.folder)).toHaveLength(1));
  broken.call.cancel();
  await expect(broken.answered).rejects.toThrow();
  await vi.waitFor(() => expect(readdirSync(given.folder)).toEqual([]));

  const longer = given.worker.beginUpload(headerOf(given, bytes));
  longer.call.write({ chunk: Buffer.concat([bytes, bytes]) });
  await expect(longer.answered).rejects.toMatchObject({ code: 'corrupt' });
  expect(readdirSync(given.folder)).toEqual([]);
});

test.each([
  [
    'weights of more than the network has',
    'ARTIFACT_KIND_MODEL_WEIGHTS',
    18e6,
    "a model's file of 18000000 bytes is too large: of a network of",
  ],
  [
    'a checkpoint of more than the network and its optimizer have',
    'ARTIFACT_KIND_CHECKPOINT',
    18e6,
    'a checkpoint of 18000000 bytes is too large',
  ],
  ['a topology that is none', 'ARTIFACT_KIND_MODEL_TOPOLOGY', 18e6, 'is too large'],
  ['predictions of another size', 'ARTIFACT_KIND_PREDICTIONS', 7, `[${TEST_SAMPLES}, ${CLASSES}]`],
] as const)('%s is refused when it is announced', async (_, kind, sizeBytes, words) => {
  const given = await training();
  const header = { ...headerOf(given, Buffer.alloc(0)), kind, sizeBytes };
  const { answered } = given.worker.beginUpload(header);
  await expect(answered).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining(words),
  });
});

test('an attempt brings as many files as it can have, and one of them as often as it likes', async () => {
  const { worker, assignment, folder } = await training();
  const bring = (text: string) => worker.upload(assignment, 'CHECKPOINT', Buffer.from(text));
  for (const text of ['one', 'two', 'three', 'four', 'one', 'four']) await bring(text);
  await expect(bring('five')).rejects.toMatchObject({
    code: 'invalid',
    message: 'the attempt has brought 4 files of one kind already: more are not taken',
  });
  expect(readdirSync(folder)).toHaveLength(4);
});

test('an upload on which nothing more comes is broken off, and leaves nothing', async () => {
  await bench.coordinator.stop();
  await bench.startCoordinator({ silenceMs: { UploadArtifact: 50 } });
  const given = await training();
  const { answered } = given.worker.beginUpload(headerOf(given, Buffer.from('never sent')));
  await expect(answered).rejects.toMatchObject({ code: 'unavailable' });
  await vi.waitFor(() => expect(readdirSync(given.folder)).toEqual([]));
});

test('a connection that does not say hello is ended', async () => {
  await bench.coordinator.stop();
  await bench.startCoordinator({ silenceMs: { Connect: 50 } });
  const silent = new FakeWorker(bench.coordinator.address, null);
  expect(await silent.ended).toMatchObject({
    code: 'invalid',
    message: 'no hello came within 0.05 s',
  });
  silent.vanish();
});
