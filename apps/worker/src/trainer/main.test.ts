import { datasetFilePath, openDataset, writeDatasetFile } from '@chorus/data';
import { addonPath } from '@chorus/model';
import { specifyMember } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TrainerProcess } from '../trainer-process.ts';
import type { TrainerMessage, TrainerTask } from './messages.ts';

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));
const BACKEND = addonPath() === undefined ? 'wasm' : 'tensorflow';
const START = { threads: 1, backend: BACKEND, allowCpu: true } as const;

const home = mkdtempSync(join(tmpdir(), 'chorus-test-'));
let datasetPath: string;
let datasetSha256: string;

beforeAll(async () => {
  const dataset = await openDataset({ name: 'shapes', home });
  datasetSha256 = dataset.sha256;
  datasetPath = datasetFilePath(home, datasetSha256);
  await writeDatasetFile(dataset, datasetPath);
});
afterAll(() => rmSync(home, { recursive: true }));

function newTrainer(): TrainerProcess {
  return new TrainerProcess(PROGRAM, { CUDA_VISIBLE_DEVICES: '-1' });
}

/** Trains one member. @returns how it ended, and what was told */
async function train(trainer: TrainerProcess, seed: number, sha256 = datasetSha256) {
  const config = sampleConfig({
    dataset: { sha256, trainLimit: 120, testLimit: 50, validationSamples: 20 },
    network: { filters: [4], kernelSize: 3, denseUnits: [8] },
    training: { epochs: 2, batchSize: 30, learningRate: 0.01 },
  });
  const task: TrainerTask = {
    ...START,
    ...{ specification: specifyMember(config, { seed }), datasetPath },
    ...{ checkpointEvery: 1, checkpointAtEnd: true, resumeFrom: undefined },
  };
  const messages: TrainerMessage[] = [];
  const never = new AbortController().signal;
  const end = await trainer.train(task, {
    onMessage: (message) => messages.push(message),
    ...{ signal: never, handBack: never, stallTimeoutMs: 0 },
  });
  return { end, messages: messages.flatMap(withoutTimes) };
}

/** What a trainer tells, without what depends on how long things take. */
function withoutTimes(message: TrainerMessage): unknown[] {
  if (message.type === 'compiled' || message.type === 'progress') return [];
  if (message.type !== 'epoch') return [withDigests(message)];
  return [{ ...message, result: { ...message.result, seconds: 0, samplesPerSecond: 0 } }];
}

/** The value with SHA-256 in place of bytes: to show how those differ takes minutes. */
function withDigests(value: unknown): unknown {
  if (value instanceof Uint8Array) return hash('sha256', value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withDigests(part)]));
}

test('a trainer that waited gives a member the bits, and tells of it, as one that is new', async () => {
  const waiting = newTrainer();
  expect(await waiting.start(START)).toMatchObject({ name: BACKEND, device: 'cpu' });
  expect(waiting.isWaiting).toBe(true);
  await train(waiting, 1);
  expect(waiting.isWaiting).toBe(true);
  const again = await train(waiting, 2);
  const anew = newTrainer();
  const first = await train(anew, 2);
  expect(again.messages.at(-1)).toMatchObject({ type: 'finished' });
  expect(again).toEqual(first);
  waiting.kill();
  anew.kill();
});

test('TRAINER-1: a trainer that failed does not wait, and another dataset is read again', async () => {
  const trainer = newTrainer();
  await train(trainer, 1);
  const { end, messages } = await train(trainer, 1, '0'.repeat(64));
  expect(messages.at(-1)).toMatchObject({ type: 'failed', problem: { code: 'bad-data' } });
  expect(end.exitCode).toBe(1);
  expect(trainer.isWaiting).toBe(false);
});
