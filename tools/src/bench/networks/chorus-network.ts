// Chorus's own training loop for one of the networks. Prints the seconds of each epoch; the first counts from the beginning.
// chorus-network.ts quick|resnet20|mlp FOLDER EPOCHS BATCH THREADS SAMPLES float32|bfloat16
import type { SampleSet } from '@chorus/data';
import {
  layersNetwork,
  optimizerOf,
  type Precision,
  startBackend,
  trainMember,
} from '@chorus/model';
import { listedNetwork, mlpTopology, resnet20Topology } from '@chorus/network';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CLASSES, EXPERIMENT, printAnswers, SHAPE } from '../bench-task.ts';

const COLUMNS = 50;

const [name = '', folder = '', ...args] = process.argv.slice(2);
const [epochs, batchSize, threads, samples] = args.map(Number) as [number, number, number, number];
const precision = args[4] as Precision;

const NETWORKS = {
  quick: () => ({
    topology: listedNetwork('quick', { sampleShape: SHAPE, classes: CLASSES }),
    optimizer: optimizerOf({ optimizer: 'sgd', learningRate: 0.1, momentum: 0.85, nesterov: true }),
  }),
  resnet20: () => ({
    topology: resnet20Topology(SHAPE, CLASSES),
    optimizer: optimizerOf({ optimizer: 'sgd', learningRate: 0.1, momentum: 0.9 }),
  }),
  mlp: () => ({
    topology: mlpTopology(EXPERIMENT.sizes, [COLUMNS], CLASSES),
    optimizer: optimizerOf({ learningRate: 0.001 }),
  }),
};

const { topology, optimizer } = NETWORKS[name as keyof typeof NETWORKS]();
await startBackend({ requested: 'tensorflow', allowCpu: true, threads });
const seconds: number[] = [];
let startMs = performance.now();
await trainMember({
  train: readSamples(),
  seed: 1,
  network: layersNetwork(topology),
  optimizer,
  precision,
  config: { scaling: { divisor: name === 'mlp' ? 1 : 255 }, epochs, batchSize },
  hooks: {
    onEpoch: () => {
      const nowMs = performance.now();
      seconds.push((nowMs - startMs) / 1000);
      startMs = nowMs;
    },
  },
});
printAnswers(seconds);

function readSamples(): SampleSet {
  const read = (file: string) => readFileSync(path.join(folder, file));
  const labels = Int32Array.from(read('labels.bin').subarray(0, samples));
  if (name !== 'mlp') {
    const size = SHAPE.reduce((product, each) => product * each, samples);
    return { labels, values: new Uint8Array(read('images.bin').subarray(0, size)) };
  }
  const rows = read('rows.bin');
  return { labels, values: new Float32Array(rows.buffer, rows.byteOffset, samples * COLUMNS) };
}
