/**
 * The trainer: a process for one attempt at one member. Training blocks its thread, and TensorFlow
 * gives GPU memory back only when its process ends, so it is apart from the worker, which starts
 * it, listens to it and may kill it at any time.
 */
import './ignore-signals.ts';
import './live-with-worker.ts';
import {
  bytesOf,
  DatasetError,
  type ImageSet,
  limitSamples,
  readDatasetFile,
  sliceSamples,
} from '@chorus/data';
import {
  evaluate,
  predict,
  saveModel,
  startBackend,
  TrainingError,
  trainMember,
  type Backend,
} from '@chorus/model';
import type {
  TrainerMessage,
  TrainerProblem,
  TrainerRequest,
  TrainerResult,
  TrainerTask,
} from './messages.ts';

const handBack = new AbortController();

process.on('message', (request: TrainerRequest) => {
  if (request.type === 'train') void run(request.task);
  else handBack.abort();
});
// Without its worker nobody wants the result.
process.once('disconnect', () => process.exit(1));

async function run(task: TrainerTask): Promise<void> {
  try {
    const { threads, allowCpu, backend: requested } = task;
    const backend = await startBackend({ threads, allowCpu, ...(requested && { requested }) });
    await tell({ type: 'finished', result: await train(task, backend) });
    process.exit(0);
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
  const { config, checkpointEvery, checkpointAtEnd, resumeFrom, epochsBefore, compile } = task;
  const dataset = await readDatasetFile(task.datasetPath, task.datasetSha256);
  const { shape, classes } = dataset;
  // An epoch that has not begun need not be finished first.
  if (handBack.signal.aborted) throw new TrainingError('handed-back', 'before it began');
  await tell({
    type: 'started',
    backend: backend.name,
    device: backend.deviceName,
    reason: backend.reason,
  });
  const model = await trainMember({
    train: limitSamples(dataset.train, task.trainLimit),
    classes: classes.length,
    shape,
    seed: task.memberSeed,
    config,
    checkpointEvery,
    checkpointAtEnd,
    resumeFrom,
    epochsBefore,
    handBack: handBack.signal,
    compile,
    hooks: {
      onCompiled: (compilation) => void tell({ type: 'compiled', compilation }),
      onProgress: (progress) => void tell({ type: 'progress', progress }),
      onEpoch: (result) => void tell({ type: 'epoch', result }),
      onCheckpoint: (epoch, bytes) => tell({ type: 'checkpoint', epoch, bytes }),
    },
  });
  await tell({ type: 'predicting' });
  const measure = (set: ImageSet) => {
    const predictions = predict(model, set, shape, config.divisor, compile);
    return {
      predictions: bytesOf(predictions),
      ...evaluate(predictions, set.labels, classes.length),
    };
  };
  const test = measure(limitSamples(dataset.test, task.testLimit));
  const heldOutEnd = task.trainLimit + task.validationSamples;
  const { topology, weights } = await saveModel(model);
  return {
    predictions: test.predictions,
    topology,
    weights,
    testLoss: test.loss,
    testAccuracy: test.accuracy,
    validation:
      task.validationSamples > 0
        ? measure(sliceSamples(dataset.train, task.trainLimit, heldOutEnd))
        : undefined,
  };
}

function problemOf(error: unknown): TrainerProblem {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TrainingError) return { message, code: error.code };
  return { message, code: error instanceof DatasetError ? 'bad-data' : undefined };
}

/** Resolves when the message has left this process. */
function tell(message: TrainerMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send!(message, undefined, {}, () => resolve());
  });
}
