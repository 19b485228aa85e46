// Trains the experiment's member by Chorus's own loop, as its trainer processes do, and answers with
// one line of JSON: what it trained on, the seconds and the loss of each epoch, and its weights' digest.
import { sampleSize } from '@chorus/data';
import { saveModel, startBackend, trainMember } from '@chorus/model';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { experiment, SHAPE } from '../bench/bench-task.ts';
import type { EpochsAnswer, EpochsTask } from './epochs-task.ts';

const task = JSON.parse(process.argv[2]!) as EpochsTask;
const { folder, samples, epochs, batchSize, threads, compile, allowCpu } = task;
const read = (name: string, bytes: number) =>
  new Uint8Array(readFileSync(path.join(folder, name))).subarray(0, samples * bytes);

const backend = await startBackend({ requested: 'tensorflow', allowCpu, threads });
const seconds: number[] = [];
const losses: number[] = [];
let startMs = performance.now();
const model = await trainMember({
  train: {
    values: read('images.bin', sampleSize(SHAPE)),
    labels: Int32Array.from(read('labels.bin', 1)),
  },
  seed: 1,
  ...experiment(epochs, batchSize),
  compile,
  hooks: {
    onEpoch: ({ loss }) => {
      const nowMs = performance.now();
      seconds.push((nowMs - startMs) / 1000);
      losses.push(loss);
      startMs = nowMs;
    },
  },
});
const { weights } = await saveModel(model);
const sha256 = hash('sha256', weights);
const answer: EpochsAnswer = { device: backend.device, seconds, losses, sha256 };
process.stdout.write(`\n${JSON.stringify(answer)}\n`);
