// Chorus's own training loop, as its trainer processes run it.
import { startBackend, trainMember } from '@chorus/model';
import { CLASSES, experiment, printEpochSeconds, readTask, SHAPE } from './bench-task.ts';

const { batchSize, threads, train } = readTask();
await startBackend({ requested: 'tensorflow', allowCpu: true, threads });
const epochSeconds: number[] = [];
await trainMember({
  train,
  shape: SHAPE,
  classes: CLASSES,
  seed: 1,
  config: experiment(batchSize),
  hooks: { onEpoch: ({ seconds }) => epochSeconds.push(seconds) },
});
printEpochSeconds(epochSeconds);
