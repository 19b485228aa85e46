// Chorus predicts a set from its bytes, as its trainer processes do. Prints the seconds of each call.
import { startBackend, predict, trainMember } from '@chorus/model';
import { limitSamples } from '@chorus/data';
import { experiment, printAnswers, readTask } from './bench-task.ts';

const CALLS = 2;

const { epochs, batchSize, threads, set } = readTask();
await startBackend({ requested: 'tensorflow', allowCpu: true, threads });
const task = experiment(epochs, batchSize);
const model = await trainMember({
  train: limitSamples(set, batchSize),
  seed: 1,
  ...task,
});
const seconds: number[] = [];
for (let call = 0; call < CALLS; call++) {
  const startMs = performance.now();
  await predict(model, set, task.config.scaling);
  seconds.push((performance.now() - startMs) / 1000);
}
printAnswers(seconds);
