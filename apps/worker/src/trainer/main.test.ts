import { datasetFilePath, openDataset, writeDatasetFile } from '@chorus/data';
import { addonPath } from '@chorus/model';
import { readLayers } from '@chorus/network';
import { type MemberSpecification, specifyMember } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { hash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TrainerProcess } from '../trainer-process.ts';
import type { TrainerMessage, TrainerTask } from './messages.ts';

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));
const BACKEND = addonPath() === undefined ? 'wasm' : 'tensorflow';
const START = { threads: 1, backend: BACKEND, allowCpu: true } as const;

const home = mkdtempSync(join(tmpdir(), 'chorus-test-'));
let datasetPath: string;
let datasetSha256: string;
let classes: string[];

beforeAll(async () => {
  const dataset = await openDataset({ name: 'shapes', home });
  datasetSha256 = dataset.sha256;
  classes = [...dataset.classes];
  datasetPath = datasetFilePath(home, datasetSha256);
  await writeDatasetFile(dataset, datasetPath);
});
afterAll(() => rmSync(home, { recursive: true }));

function newTrainer(): TrainerProcess {
  return new TrainerProcess(PROGRAM, { CUDA_VISIBLE_DEVICES: '-1' });
}

/** What a test says of a task. */
interface Asked {
  readonly sha256?: string;
  readonly path?: string;
  /** Default: enough for any dataset. */
  readonly memoryBytes?: number;
  readonly machineMemoryBytes?: number;
  readonly resumeFrom?: Uint8Array;
  readonly onMessage?: (message: TrainerMessage) => void;
  /** What is set of the training. */
  readonly training?: Partial<MemberSpecification['training']>;
  /** Whole sections in place of the test's own. */
  readonly sections?: Partial<Pick<MemberSpecification, 'network' | 'augmentation' | 'execution'>>;
}

/** How a training ended, and what was told of it. */
type Told = Awaited<ReturnType<typeof train>>;

/** Trains one member. @returns how it ended, and what was told */
async function train(trainer: TrainerProcess, seed: number, asked: Asked = {}) {
  const { sha256 = datasetSha256, path = datasetPath, memoryBytes = 1e9 } = asked;
  const config = sampleConfig({
    dataset: { sha256, classes, trainLimit: 120, testLimit: 50, validationSamples: 20 },
    network: { filters: [4], kernelSize: 3, denseUnits: [8] },
    training: { epochs: 2, batchSize: 30, learningRate: 0.01, ...asked.training },
  });
  const task: TrainerTask = {
    ...START,
    specification: { ...specifyMember(config, { seed }), ...asked.sections },
    datasetPath: path,
    ...{ checkpointEvery: 1, checkpointAtEnd: true, resumeFrom: asked.resumeFrom },
    weightsPath: undefined,
    predictionsPath: undefined,
    datasetMemoryBytes: memoryBytes,
    machineMemoryBytes: asked.machineMemoryBytes ?? Infinity,
  };
  const messages: TrainerMessage[] = [];
  const never = new AbortController().signal;
  const end = await trainer.train(task, {
    onMessage(message) {
      messages.push(message);
      asked.onMessage?.(message);
    },
    ...{ signal: never, handBack: never, stallTimeoutMs: 0 },
  });
  return { end, messages: messages.flatMap(withoutTimes) };
}

/** A network of two wide layers, whatever the configuration says that it has. */
function networkOf(units: number): MemberSpecification['network'] {
  const data = { name: 'wide', sampleShape: [32, 32, 3], classes: 10 };
  const layers = [
    'flatten',
    { dense: { units } },
    { dense: { units } },
    { dense: { activation: 'softmax' } },
  ];
  return { topology: readLayers(layers, data).topology, parameters: 1 };
}

type Precision = 'float32' | 'bfloat16';

/** A training that changes more than what has a gradient, and draws random numbers of many kinds. */
function deepTraining(precision: Precision): Asked {
  const sample = { sampleShape: [32, 32, 3], classes: classes.length };
  const layers = [
    { conv2d: { filters: 8, kernelSize: 3, strides: 2, useBias: false } },
    { batchNormalization: { momentum: 0.6 } },
    { activation: 'gelu' },
    { dropout: 0.2 },
    { conv2d: { filters: 12, kernelSize: 3, strides: 2, useBias: false } },
    { batchNormalization: { momentum: 0.6 } },
    'relu',
    'globalAveragePooling2d',
    { dense: { activation: 'softmax' } },
  ];
  const { topology } = readLayers(layers, { name: 'deep', ...sample });
  return {
    training: {
      ...{ epochs: 4, optimizer: 'sgd', momentum: 0.85, nesterov: true, learningRate: 0.1 },
      ...{ schedule: 'one-cycle', weightDecay: 0.01, labelSmoothing: 0.2 },
      ...{ averaging: 'exponential', averageDecay: 0.9, averageEvery: 2 },
    },
    sections: {
      network: { topology, parameters: 0 },
      augmentation: {
        ...{ flip: 'random', shift: 2, cropRatio: [0.75, 1.3333], brightness: 0.1, contrast: 0.1 },
        ...{ cutout: 6, mixup: 0.3 },
      },
      execution: { compile: true, precision, threads: 1 },
    },
  };
}

/** Trains the member of seed 3 with a trainer of its own. */
async function trainAnew(asked: Asked): Promise<Told> {
  const trainer = newTrainer();
  const told = await train(trainer, 3, asked);
  trainer.kill();
  return told;
}

/** What was told of whole trainings that several tests compare with; each is done once. */
const known = new Map<string, Promise<Told>>();

function once(name: string, asked: Asked): Promise<Told> {
  const told = known.get(name) ?? trainAnew(asked);
  known.set(name, told);
  return told;
}

/** The small member, its dataset in memory. */
const small = () => once('small', {});

/** The member of {@link deepTraining}. */
const deep = (precision: Precision) => once(precision, deepTraining(precision));

/** Trains a member with a trainer that is killed in the second epoch, and compares it with the whole one. */
async function expectSameBitsAfterKill(asked: Asked, whole: Told): Promise<void> {
  let resumeFrom!: Uint8Array;
  const trainer = newTrainer();
  const onMessage = (message: TrainerMessage) => {
    if (message.type !== 'checkpoint' || message.epoch !== 1) return;
    resumeFrom = message.bytes;
    trainer.kill();
  };
  expect((await train(trainer, 3, { ...asked, onMessage })).end.signal).toBe('SIGKILL');
  const resumed = await train(newTrainer(), 3, { ...asked, resumeFrom });
  const fromSecondEpoch = whole.messages.indexOf(epochsOf(whole)[1]);
  expect(resumed.messages.slice(1)).toEqual(whole.messages.slice(fromSecondEpoch));
}

function epochsOf({ messages }: { readonly messages: readonly unknown[] }): unknown[] {
  return messages.filter((message) => (message as TrainerMessage).type === 'epoch');
}

/** What a trainer tells, without what depends on how long things take. */
function withoutTimes(message: TrainerMessage): unknown[] {
  if (message.type === 'compiled' || message.type === 'progress') return [];
  if (message.type === 'finished') {
    return [withDigests({ ...message, result: { ...message.result, predictSeconds: 0 } })];
  }
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
  const again = await train(waiting, 3);
  expect(again.messages.at(-1)).toMatchObject({ type: 'finished' });
  expect(again).toEqual(await small());
  waiting.kill();
});

test('TRAINER-1: a trainer that failed does not wait, and another dataset is read again', async () => {
  const trainer = newTrainer();
  await train(trainer, 1);
  const { end, messages } = await train(trainer, 1, { sha256: '0'.repeat(64) });
  expect(messages.at(-1)).toMatchObject({ type: 'failed', problem: { code: 'bad-data' } });
  expect(end.exitCode).toBe(1);
  expect(trainer.isWaiting).toBe(false);
});

test('C5: a member of every way of training ends with the same bits, in the same epoch, when its trainer was killed', async () => {
  const training: Asked['training'] = {
    ...{ epochs: 6, optimizer: 'sgd', momentum: 0.85, nesterov: true, learningRate: 0.3 },
    ...{ schedule: 'one-cycle', weightDecay: 0.01, rateFactors: { bias: 4 } },
    ...{ clipping: 'global-norm', labelSmoothing: 0.2, balanceClasses: true, patience: 1 },
    ...{ averaging: 'lookahead', averageDecay: 0.7, averageEvery: 3, averageGrowth: 3 },
  };
  const whole = await trainAnew({ training });
  await expectSameBitsAfterKill({ training }, whole);
  expect(epochsOf(whole).length).toBeLessThan(6); // it has stopped early
});

test.for(['float32', 'bfloat16'] as const)(
  'C5: batch normalisation, dropout, averaged weights, one cycle and augmentation in %s end with the same bits when a trainer was killed',
  { timeout: 60_000 },
  async (precision, context) => {
    context.skip(precision === 'bfloat16' && BACKEND === 'wasm', 'wasm has no bfloat16');
    const whole = await deep(precision);
    await expectSameBitsAfterKill(deepTraining(precision), whole);
    expect(epochsOf(whole)).toHaveLength(4);
    if (precision === 'float32') return;
    expect(whole.messages.at(-1)).not.toEqual((await deep('float32')).messages.at(-1));
  },
);

describe('a dataset that needs more memory than it may have', () => {
  const inPieces = { memoryBytes: 400_000 }; // a batch has 92,160 bytes, and a piece a quarter of it

  test('gives a member the bits, and tells of it, as one in memory', async () => {
    const [stored, inMemory] = [await trainAnew(inPieces), await small()];
    const [started, ...others] = stored.messages;
    expect(started).toMatchObject({
      type: 'started',
      reason: expect.stringMatching(
        /; the dataset's [\d.]+ [KM]B are read by pieces: it may have [\d.]+ \w+ in memory$/,
      ),
    });
    expect(others).toEqual(inMemory.messages.slice(1));
    expect(others.at(-1)).toMatchObject({ type: 'finished', result: { validation: {} } });
  });

  test('C5: a member whose trainer was killed ends with the same bits, wherever its samples then are', async () => {
    const whole = await small();
    let resumeFrom!: Uint8Array;
    const trainer = newTrainer();
    const onMessage = (message: TrainerMessage) => {
      if (message.type !== 'checkpoint' || message.epoch !== 1) return;
      resumeFrom = message.bytes;
      trainer.kill();
    };
    expect((await train(trainer, 3, { ...inPieces, onMessage })).end.signal).toBe('SIGKILL');
    for (const memory of [inPieces, {}]) {
      const { messages } = await trainAnew({ ...memory, resumeFrom });
      expect(messages.at(-1)).toEqual(whole.messages.at(-1));
    }
  });

  test('that is damaged before it is trained on is named, as bad data', async () => {
    const path = `${datasetPath}.damaged`;
    cpSync(datasetPath, path);
    writeFileSync(path, Buffer.from('other bytes'), { flag: 'r+' });
    const { messages } = await trainAnew({ ...inPieces, path });
    expect(messages).toEqual([
      { type: 'failed', problem: { code: 'bad-data', message: expect.stringContaining(path) } },
    ]);
  });

  test('that is damaged while it is trained on is named, as bad data', async () => {
    const path = `${datasetPath}.cut`;
    cpSync(datasetPath, path);
    const onMessage = ({ type }: TrainerMessage) => {
      if (type === 'checkpoint') truncateSync(path, 100_000);
    };
    const { messages } = await trainAnew({ ...inPieces, path, onMessage });
    expect(messages.at(-1)).toEqual({
      type: 'failed',
      problem: {
        code: 'bad-data',
        message: `${path} was cut off while it was read; delete it and run again`,
      },
    });
  });
});

test.for<[what: string, asked: Asked, problem: RegExp]>([
  [
    'a network',
    { sections: { network: networkOf(3e9) }, machineMemoryBytes: 1e12 },
    /^a network of [\d,]{18,} parameters, trained on 30 samples a step, needs \d+ EB of memory or more/,
  ],
  [
    'a step',
    { training: { batchSize: 120 }, machineMemoryBytes: 5e5 },
    /trained on 100 samples a step, needs \d\.\d MB of memory or more, and there are 500 KB$/,
  ],
])('%s for which there is no memory is refused before it is begun', async ([, asked, problem]) => {
  const { end, messages } = await train(newTrainer(), 1, asked);
  expect(end.exitCode).toBe(1);
  const message = expect.stringMatching(problem);
  expect(messages).toEqual([{ type: 'failed', problem: { message, code: 'out-of-memory' } }]);
});
