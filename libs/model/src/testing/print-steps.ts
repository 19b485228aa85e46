// Takes five steps of a small CNN's training, the last with a smaller batch, and prints each
// step's loss and the weights' SHA-256 as JSON: node print-steps.ts <eager | compiled | simplified>
import { createHash } from 'node:crypto';
import { startBackend } from '../backend.ts';
import { compileStep } from '../compiled/compile-step.ts';
import { EagerStep } from '../compiled/training-step.ts';
import { smallTraining } from './small-steps.ts';

await startBackend({ requested: 'tensorflow', allowCpu: true, threads: 1 });
const examples = smallTraining();
const pair = (batch: number) => [examples.inputs(1, batch), examples.inputs(2, batch)] as const;
const { step, weights, inputs } = smallTraining();
const how = process.argv[2];
const training =
  how === 'eager' ? eager() : compileStep(step, [pair(20), pair(10)], how === 'simplified');
const losses = [20, 20, 20, 20, 10].map(
  (batch, index) => training.step.run(inputs(index + 1, batch)).dataSync()[0],
);
training.step.pull();
const hash = createHash('sha256');
for (const weight of weights) hash.update(weight.dataSync<'float32'>());
console.log(JSON.stringify({ reason: training.reason, losses, weights: hash.digest('hex') }));

function eager(): ReturnType<typeof compileStep> {
  return { step: new EagerStep(step) };
}
