// An ensemble of Chorus predicts images from bytes, as `chorus predict` does. Prints the seconds of the fastest call and
// the most memory of all processes.
//
//   node chorus-ensemble.ts RUN IMAGES
import type { PredictionSource } from '@chorus/data/own-data';
import { EnsemblePredictor, pieceSamplesOf, predictSource, sampleOf } from '@chorus/prediction';
import { FinishedRun } from '@chorus/run-files';
import { readFileSync } from 'node:fs';
import { peakMemoryBytes } from './peak-memory.ts';

const CALLS = 3;
const IMAGE_BYTES = 32 * 32 * 3;

const [folder = '', images = ''] = process.argv.slice(2);
const run = FinishedRun.open(folder);
const values = new Uint8Array(readFileSync(images));
const items = values.length / IMAGE_BYTES;
const source: PredictionSource = {
  ...{ items, findings: [] },
  async *read() {
    yield { items: Array.from({ length: items }, (_, at) => ({ file: '', row: at + 1 })), values };
  },
};
using predictor = await EnsemblePredictor.open(run, {
  sizes: [pieceSamplesOf(sampleOf(run), items)],
});
const seconds: number[] = [];
for (let call = 0; call < CALLS; call++) {
  const startMs = performance.now();
  for await (const { chosen } of predictSource(predictor, source, run.combination)) {
    if (chosen.length === 0) throw new Error('nothing was predicted');
  }
  seconds.push((performance.now() - startMs) / 1000);
}
const answer = { seconds: Math.min(...seconds), memoryBytes: peakMemoryBytes() };
process.stdout.write(`\n${JSON.stringify(answer)}\n`);
