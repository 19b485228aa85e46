// Trains one small member and prints the SHA-256 of its predictions, for tests that compare
// processes: node print-predictions-digest.ts <backend> <threads> <seed>
import type { BackendName } from '@chorus/backend-names';
import { createHash } from 'node:crypto';
import { startBackend } from '../backends/backend.ts';
import { predict } from '../predict/predict.ts';
import { trainMember } from '../train/train-member.ts';
import { easyImages } from './easy-images.ts';
import { SMALL_ADAM, SMALL_CONFIG, smallCnn } from './small-config.ts';

const [backend, threads, seed] = process.argv.slice(2);
await startBackend({
  requested: backend as BackendName,
  allowCpu: true,
  threads: Number(threads),
});
const model = await trainMember({
  train: easyImages(110, 1),
  network: smallCnn(),
  optimizer: SMALL_ADAM,
  seed: Number(seed),
  config: SMALL_CONFIG,
});
const predictions = await predict(model, easyImages(50, 2), SMALL_CONFIG.scaling);
console.log(createHash('sha256').update(predictions).digest('hex'));
