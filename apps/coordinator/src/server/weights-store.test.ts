import { ChorusError, createRunClient, createWorkerClient } from '@chorus/proto';
import { hash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { Bench } from './testing/bench.ts';

const FILE = Buffer.from('the weights that training begins with');
const SHA256 = hash('sha256', FILE);
const WEIGHTS = { kind: 'INPUT_KIND_WEIGHTS', sha256: SHA256 } as const;

async function startBench(): Promise<Bench> {
  const bench = await Bench.start();
  onTestFinished(() => bench[Symbol.asyncDispose]());
  return bench;
}

async function isPresent(bench: Bench, asked: object): Promise<boolean> {
  const { present } = await bench.ask<{ present: boolean }>((client, callback) =>
    client.hasDataset(asked, callback),
  );
  return present;
}

/** Sends a file in two chunks. */
function upload(bench: Bench, weightsSha256: string, file: Buffer): Promise<void> {
  const client = createRunClient(bench.coordinator.address);
  onTestFinished(() => client.close());
  return new Promise((resolve, reject) => {
    const call = client.uploadDataset((error) =>
      error ? reject(ChorusError.from(error)) : resolve(),
    );
    call.write({ weightsSha256 });
    call.write({ chunk: file.subarray(0, 10) });
    call.write({ chunk: file.subarray(10) });
    call.end();
  });
}

async function fetch(bench: Bench, asked: object): Promise<{ start: number; bytes: Buffer }> {
  const client = createWorkerClient(bench.coordinator.address);
  onTestFinished(() => client.close());
  const parts: Buffer[] = [];
  let start = -1;
  for await (const { offset, chunk } of client.fetchDataset(asked)) {
    if (offset !== undefined) start = offset;
    if (chunk) parts.push(chunk as Buffer);
  }
  return { start, bytes: Buffer.concat(parts) };
}

test('weights that are sent are here under their SHA-256, and workers get them', async () => {
  const bench = await startBench();
  expect(await isPresent(bench, WEIGHTS)).toBe(false);
  await upload(bench, SHA256, FILE);
  expect(await isPresent(bench, WEIGHTS)).toBe(true);
  expect(await isPresent(bench, { sha256: SHA256 })).toBe(false); // It is no dataset.
  expect(await fetch(bench, WEIGHTS)).toEqual({ start: 0, bytes: FILE });
  expect(await fetch(bench, { ...WEIGHTS, offset: 12 })).toEqual({
    start: 12,
    bytes: FILE.subarray(12),
  });
});

test('other bytes than the SHA-256 says are refused, and not kept', async () => {
  const bench = await startBench();
  await expect(upload(bench, SHA256, Buffer.from(`${FILE}!`))).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining(`instead of ${SHA256}; send it again`),
  });
  expect(await isPresent(bench, WEIGHTS)).toBe(false);
});

test('what is no SHA-256 is no path', async () => {
  const bench = await startBench();
  await expect(upload(bench, '../weights', FILE)).rejects.toMatchObject({ code: 'invalid' });
});

test('a run that begins with weights is refused where they are not', async () => {
  const bench = await startBench();
  await expect(bench.submit({ weightsSha256: SHA256 })).rejects.toMatchObject({
    code: 'not-found',
    message: `the coordinator has no weights ${SHA256}: submit the run again, which sends them`,
  });
  await upload(bench, SHA256, FILE);
  await expect(bench.submit({ weightsSha256: SHA256 })).resolves.toMatch(/./);
});
