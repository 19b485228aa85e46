import type { Gpu } from '@chorus/machine';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { describeDevices } from './devices.ts';
import { SlotTrainers } from './slot-trainers.ts';
import type { TrainerMessage, TrainerTask } from './trainer/messages.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
/** A trainer that tells what it may see, and ends. */
const program = join(folder, 'tells.mjs');
writeFileSync(
  program,
  `const { CUDA_VISIBLE_DEVICES: backend = 'unset', CHORUS_GPU_NAME: device = 'none' } = process.env;
   process.send({ type: 'started', backend, device, reason: '' }, () => process.exit(0));`,
);
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** CUDA_VISIBLE_DEVICES of a trainer, and the name that it is told. */
async function seenBy(gpu: Gpu | undefined, ofWorker?: string) {
  vi.stubEnv('CUDA_VISIBLE_DEVICES', ofWorker);
  const told: TrainerMessage[] = [];
  const { signal } = new AbortController();
  const gpus = gpu ? [gpu] : [];
  const trainers = new SlotTrainers({ trainerProgram: program, gpus, firstTrainer: undefined });
  await trainers.train(0, {} as TrainerTask, {
    onMessage: (message) => told.push(message),
    signal,
    handBack: signal,
    stallTimeoutMs: 0,
  });
  const [{ backend, device }] = told as [TrainerMessage & { type: 'started' }];
  return [backend, device];
}

test.for<[string, Gpu | undefined, string | undefined, string, string]>([
  ['none without one', undefined, '0,1', '-1', 'none'],
  [
    'the one of its slot',
    { id: 'MIG-a', name: 'A100 MIG 1g.5gb', memoryBytes: 1 },
    '0,1',
    'MIG-a',
    'A100 MIG 1g.5gb',
  ],
  [
    'what its worker sees where that is not known',
    { id: undefined, name: 'NVIDIA GPU', memoryBytes: undefined },
    'MIG-b',
    'MIG-b',
    'NVIDIA GPU',
  ],
  [
    'all that there is where nothing is known',
    { id: undefined, name: 'NVIDIA GPU', memoryBytes: undefined },
    undefined,
    'unset',
    'NVIDIA GPU',
  ],
])('a trainer sees %s', async ([, gpu, ofWorker, visible, name]) => {
  expect(await seenBy(gpu, ofWorker)).toEqual([visible, name]);
});

test('a GPU whose memory is not known is announced with 0 bytes, which says so', () => {
  const gpus = [{ id: '0', name: 'NVIDIA GB10', memoryBytes: undefined }];
  expect(describeDevices(gpus)).toEqual([{ kind: 'gpu', name: 'NVIDIA GB10', memoryBytes: 0 }]);
});
