// Chorus's own training loop, as its trainer processes run it. Prints the seconds from each epoch's
// end to the next one's; the first counts from the beginning, with all that is made ready there.
import { startBackend, trainMember } from '@chorus/model';
import { experiment, printAnswers, readTask } from './bench-task.ts';

const { epochs, batchSize, threads, set: train } = readTask();
await startBackend({ requested: 'tensorflow', allowCpu: true, threads });
const seconds: number[] = [];
let startMs = performance.now();
await trainMember({
  train,
  seed: 1,
  ...experiment(epochs, batchSize),
  hooks: {
    onEpoch: () => {
      const nowMs = performance.now();
      seconds.push((nowMs - startMs) / 1000);
      startMs = nowMs;
    },
  },
});
printAnswers(seconds);
