// Takes twenty steps of a small CNN's training, each sixth with a smaller batch, and prints each
// step's loss and the weights' SHA-256 as JSON: node print-steps.ts <eager | compiled | simplified>
import { createHash } from 'node:crypto';
import { startBackend } from '../backends/backend.ts';
import { compileSteps } from '../train/compiled-steps.ts';
import { EagerSteps } from '../train/eager-steps.ts';
import { smallTraining } from './small-steps.ts';

await startBackend({ requested: 'tensorflow', allowCpu: true, threads: 1 });
const { options, step, feed, weights, losses } = smallTraining();
const how = process.argv[2];
const { steps = new EagerSteps(options, step), reason } =
  how === 'eager' ? {} : compileSteps(options, step, feed, { simplified: how === 'simplified' });
const found = losses(steps, 20);
steps.pull();
const hash = createHash('sha256');
for (const weight of weights) hash.update(weight.dataSync<'float32'>());
console.log(JSON.stringify({ reason, losses: found, weights: hash.digest('hex') }));
