/**
 * The trainer: a process for one attempt at one member. Training blocks its thread, and TensorFlow
 * gives GPU memory back only when its process ends, so it is apart from the worker, which starts
 * it, listens to it and may kill it at any time.
 */
import { limitSamples, readDatasetFile } from '@chorus/data';
import {
  evaluate,
  predict,
  saveModel,
  startBackend,
  trainMember,
  type Backend,
} from '@chorus/model';
import type { TrainerMessage, TrainerResult, TrainerTask } from './messages.ts';

process.once('message', (task: TrainerTask) => {
  void run(task);
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
    await tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  }
}

async function train(task: TrainerTask, backend: Backend): Promise<TrainerResult> {
  const { config } = task;
  const dataset = await readDatasetFile(task.datasetPath, task.datasetSha256);
  const { shape, classes } = dataset;
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
    hooks: {
      onProgress: (progress) => void tell({ type: 'progress', progress }),
      onEpoch: (result) => void tell({ type: 'epoch', result }),
    },
  });
  await tell({ type: 'predicting' });
  const testSet = limitSamples(dataset.test, task.testLimit);
  const predictions = predict(model, testSet, shape, config.divisor);
  const { loss, accuracy } = evaluate(predictions, testSet.labels, classes.length);
  const { topology, weights } = await saveModel(model);
  return {
    predictions: new Uint8Array(predictions.buffer, predictions.byteOffset, predictions.byteLength),
    topology,
    weights,
    testLoss: loss,
    testAccuracy: accuracy,
  };
}

/** Resolves when the message has left this process. */
function tell(message: TrainerMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send!(message, undefined, {}, () => resolve());
  });
}
