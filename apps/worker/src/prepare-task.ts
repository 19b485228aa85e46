import { BACKENDS } from '@chorus/backend-names';
import type { FileUse } from '@chorus/data';
import { ChorusError, type WorkerServiceClient } from '@chorus/proto';
import type { AttemptContext } from './attempt-context.ts';
import { AttemptError } from './classify-failure.ts';
import { datasetMemoryNow } from './dataset-memory.ts';
import type { DecodedAssignment } from './decode-assignment.ts';
import {
  expectedCheckpoint,
  expectedPredictions,
  expectedWeights,
  type ExpectedSize,
} from './expected-sizes.ts';
import { fetchCheckpoint } from './fetch-checkpoint.ts';
import { machineMemory, requireFitting } from './machine-memory.ts';
import { obtainDataset, replaceDataset } from './obtain-dataset.ts';
import { obtainWeights } from './obtain-weights.ts';
import type { TrainerTask } from './trainer/messages.ts';

/**
 * Gets what a trainer needs: the dataset and, if there are some, the weights to begin with, predictions that are all there is of
 * the member, and the checkpoint to go on from.
 *
 * @param use of the files in the caches: they stay there as long as that lasts
 * @param signal aborted: no longer wanted
 * @throws AttemptError `bad-data` when one of them cannot be had, `out-of-memory` when this machine cannot hold it, ChorusError `refused` when the
 *   attempt is over, or the signal's reason
 */
export async function prepareTask(
  { attempt, specification, faults, resume, checkpointAtEnd }: DecodedAssignment,
  { options, link, cache, log }: AttemptContext,
  use: FileUse,
  signal: AbortSignal,
): Promise<TrainerTask> {
  const { dataset, execution, continues } = specification;
  const tell = (message: string) => log('info', message);
  // Labels and predictions are not on a GPU.
  requireFitting(specification, machineMemory({ gpus: [] }));
  const fetched = <Result>(fetch: (client: WorkerServiceClient) => Promise<Result>) =>
    orBadData(signal, () => link.call(fetch, signal));
  const by = { cache, use, log: tell };
  const datasetPath = await fetched((client) => obtainDataset(dataset, options, { client, ...by }));
  const obtain = (sha256: string | undefined, size: ExpectedSize) =>
    sha256 && fetched((client) => obtainWeights(sha256, size, options, { client, ...by }));
  const { network, predictionsSha256 } = specification;
  const weightsPath = await obtain(network.weightsSha256, expectedWeights(specification));
  const predictionsPath = await obtain(predictionsSha256, expectedPredictions(specification));
  const { most } = expectedCheckpoint(specification);
  const resumeFrom =
    resume &&
    (await fetched((client) => fetchCheckpoint(client, attempt, resume.sha256, most, { signal })));
  const backend = execution.backend ?? options.backend;
  if (resume?.epoch === 0) tell(`goes on where member ${continues?.member} ended`);
  else if (resume) tell(`goes on after epoch ${resume.epoch}`);
  return {
    specification,
    checkpointEvery: faults.checkpointEvery,
    checkpointAtEnd,
    resumeFrom,
    datasetPath,
    weightsPath,
    predictionsPath,
    datasetMemoryBytes: datasetMemoryNow(options),
    machineMemoryBytes: machineMemory(options),
    threads: execution.threads,
    backend,
    // Where TensorFlow has found a GPU, one that has gone since is a failure: the CPU gives other bits.
    allowCpu: options.allowCpu && (options.gpus.length === 0 || !BACKENDS[backend].usesGpu),
  };
}

/**
 * Replaces the worker's copy of the dataset, in which a trainer has found damage.
 *
 * @param damage what it has found
 * @param use of the files in the caches, as {@link prepareTask} has it
 * @returns the path of its file
 * @throws as {@link prepareTask} does
 */
export async function repairDataset(
  { specification: { dataset } }: DecodedAssignment,
  damage: string,
  { options, link, cache, log }: AttemptContext,
  use: FileUse,
  signal: AbortSignal,
): Promise<string> {
  const [found] = damage.split('; ');
  log('warn', `the worker's copy of the dataset is replaced: ${found}`);
  const tell = (message: string) => log('info', message);
  const by = { cache, use, log: tell };
  return orBadData(signal, () =>
    link.call((client) => replaceDataset(dataset, options, { client, ...by }), signal),
  );
}

async function orBadData<Result>(
  signal: AbortSignal,
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    signal.throwIfAborted();
    const { code, message } = ChorusError.from(error);
    if (code === 'refused') throw error;
    throw new AttemptError('bad-data', message, { cause: error });
  }
}
