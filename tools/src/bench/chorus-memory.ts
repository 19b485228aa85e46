// Chorus's own training loop, as its trainer processes run it. Prints the resident memory in bytes
// after each epoch.
import { limitSamples } from '@chorus/data';
import { startBackend, trainMember } from '@chorus/model';
import { experiment, printAnswers, readTask } from './bench-task.ts';

/** Steps per epoch. */
const STEPS = 20;

const { epochs, batchSize, threads, set } = readTask();
await startBackend({ requested: 'tensorflow', allowCpu: true, threads });
const resident: number[] = [];
await trainMember({
  train: limitSamples(set, STEPS * batchSize),
  seed: 1,
  ...experiment(epochs, batchSize),
  checkpointEvery: 1,
  hooks: { onEpoch: () => resident.push(process.memoryUsage.rss()) },
});
printAnswers(resident);
