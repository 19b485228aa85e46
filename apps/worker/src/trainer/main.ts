/**
 * The trainer: a process for one attempt at one member after the other. Training blocks its thread, and
 * TensorFlow gives GPU memory back only when its process ends, so it is apart from the worker, which
 * starts it, listens to it and may kill it at any time. It waits for another task only where it has
 * trained a member to its end, on the CPU, and nothing of that is left.
 */
import '@chorus/command-line/dependent';
import {
  bytesOf,
  type ChosenSamples,
  countSamples,
  DatasetError,
  labelsOf,
  sizeInWords,
} from '@chorus/data';
import { evaluate } from '@chorus/ensemble';
import {
  BackendError,
  memberRecipe,
  nothingLeft,
  predict,
  saveModel,
  type Scaling,
  startBackend,
  TrainingError,
  trainMember,
  withInitialWeights,
  type Backend,
  type Model,
  type Network,
} from '@chorus/model';
import { decodeWeights } from '@chorus/network/model-file';
import { readFile } from 'node:fs/promises';
import { describeBackend, describeBackendError } from '../backend-words.ts';
import { givenResult } from './given-result.ts';
import { type MemberSets, memberSets } from './member-sets.ts';
import { openDataset, type OpenDataset } from './open-dataset.ts';
import { MemoryShortage, requireMemory } from './require-memory.ts';
import type {
  ProcessMessage,
  TrainerProblem,
  TrainerRequest,
  TrainerResult,
  TrainerStart,
  TrainerTask,
} from './messages.ts';

/** Its memory grows with each: by some 5 MB of what TensorFlow does not give back. */
const MOST_MEMBERS = 16;

let handBack = new AbortController();
let backend: Promise<Backend> | undefined;
/** The one of the last task: another member of the run need not have it read and checked again. */
let dataset: OpenDataset | undefined;
let members = 0;

process.on('message', (request: TrainerRequest) => {
  if (request.type === 'start') void start(request.start);
  else if (request.type === 'train') void run(request.task);
  else handBack.abort();
});
// Without its worker nobody wants the result.
process.once('disconnect', () => process.exit(1));

async function start(options: TrainerStart): Promise<void> {
  try {
    await tell({ type: 'ready', backend: await started(options) });
  } catch (error) {
    await tell({ type: 'not-ready', ...whyNotReady(error as Error) });
    process.exit(1);
  }
}

function whyNotReady(error: Error) {
  return error instanceof BackendError
    ? { problem: describeBackendError(error), code: 'unavailable' as const }
    : { problem: error.stack ?? String(error), code: 'internal' as const };
}

/** The backend, which a process starts but once. */
function started({ threads, allowCpu, backend: requested }: TrainerStart): Promise<Backend> {
  return (backend ??= startBackend({ threads, allowCpu, ...(requested && { requested }) }));
}

async function run(task: TrainerTask): Promise<void> {
  handBack = new AbortController();
  try {
    const backend = await started(task);
    await tell({ type: 'finished', result: await train(task, backend) });
    members += 1;
    const mayWait = backend.device === 'cpu' && members < MOST_MEMBERS && nothingLeft();
    if (mayWait) await tell({ type: 'waiting' });
    else process.exit(0);
  } catch (error) {
    if (error instanceof TrainingError && error.code === 'handed-back') {
      await tell({ type: 'handed-back' });
      process.exit(0);
    }
    await tell({ type: 'failed', problem: problemOf(error) });
    process.exit(1);
  }
}

async function train(task: TrainerTask, backend: Backend): Promise<TrainerResult> {
  const { specification, checkpointEvery, checkpointAtEnd, resumeFrom } = task;
  const opened = await openOnce(task);
  const { train: samples, ...measured } = memberSets(opened, specification);
  if (task.predictionsPath !== undefined) {
    await tellStarted(backend, 'its predictions are given: nothing is trained');
    const file = await readFile(task.predictionsPath);
    await tell({ type: 'predicting' });
    return givenResult(file, measured, opened.description.classes.length);
  }
  const recipe = memberRecipe(specification, opened.description, samples);
  requireMemory(recipe, countSamples(samples), task.machineMemoryBytes);
  const network = await beginningWith(recipe.network, task.weightsPath);
  // An epoch that has not begun need not be finished first.
  if (handBack.signal.aborted) throw new TrainingError('handed-back', 'before it began');
  const facts = [describeBackend(backend), ...describeStored(opened, task)];
  await tellStarted(backend, facts.join('; '));
  const model = await trainMember({
    ...recipe,
    network,
    validation: measured.validation,
    checkpointEvery,
    checkpointAtEnd,
    resumeFrom,
    handBack: handBack.signal,
    hooks: {
      onCompiled: (compilation) => void tell({ type: 'compiled', compilation }),
      onChosen: (chosen) => void tell({ type: 'chosen', chosen }),
      onProgress: (progress) => void tell({ type: 'progress', progress }),
      onEpoch: (result) => void tell({ type: 'epoch', result }),
      onCheckpoint: (epoch, bytes) => tell({ type: 'checkpoint', epoch, bytes }),
    },
  });
  await tell({ type: 'predicting' });
  try {
    return await resultOf(model, measured, recipe.config.scaling, task);
  } finally {
    model.dispose();
  }
}

function tellStarted({ name, deviceName }: Backend, reason: string): Promise<void> {
  return tell({ type: 'started', backend: name, device: deviceName, reason });
}

/** The network with the weights of a file; those that it has not are drawn by the member's seed. */
async function beginningWith(network: Network, path: string | undefined): Promise<Network> {
  if (path === undefined) return network;
  return withInitialWeights(network, decodeWeights(await readFile(path)));
}

/** The dataset of the task before, where it is the same one. */
async function openOnce({ specification, ...task }: TrainerTask): Promise<OpenDataset> {
  const { sha256 } = specification.dataset;
  if (dataset?.sha256 === sha256) return dataset;
  await dataset?.close();
  return (dataset = await openDataset(task.datasetPath, sha256, task.datasetMemoryBytes));
}

function describeStored(
  { storedBytes }: OpenDataset,
  { datasetMemoryBytes }: TrainerTask,
): string[] {
  if (storedBytes === undefined) return [];
  const [has, mayHave] = [storedBytes, datasetMemoryBytes].map(sizeInWords);
  return [`the dataset's ${has} are read by pieces: it may have ${mayHave} in memory`];
}

async function resultOf(
  model: Model,
  { test, validation }: Omit<MemberSets, 'train'>,
  scaling: Scaling,
  { specification }: TrainerTask,
): Promise<TrainerResult> {
  const { execution, prediction, part } = specification;
  const predictSet = (set: ChosenSamples) =>
    predict(model, set, scaling, execution.compile, prediction.views);
  const measure = (set: ChosenSamples, predictions: Float32Array) => ({
    predictions: bytesOf(predictions),
    ...evaluate(predictions, labelsOf(set), model.network.classes),
  });
  const beginMs = performance.now();
  const tested = await predictSet(test);
  const predictSeconds = (performance.now() - beginMs) / 1000;
  const { predictions, loss, accuracy } = measure(test, tested);
  return {
    predictions,
    // What predicts a part of the samples has its model from elsewhere.
    model: part ? undefined : await saveModel(model),
    testLoss: loss,
    testAccuracy: accuracy,
    predictSeconds,
    validation: validation && measure(validation, await predictSet(validation)),
  };
}

function problemOf(error: unknown): TrainerProblem {
  if (error instanceof BackendError) {
    return { message: describeBackendError(error), code: undefined };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TrainingError) return { message, code: error.code };
  if (error instanceof MemoryShortage) return { message, code: 'out-of-memory' };
  return { message, code: error instanceof DatasetError ? 'bad-data' : undefined };
}

/** Resolves when the message has left this process. */
function tell(message: ProcessMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send!(message, undefined, {}, () => resolve());
  });
}
