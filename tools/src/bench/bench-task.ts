// What a contender's program is told, and how it answers.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SampleSet } from '@chorus/data';
import { cnnTopology } from '@chorus/network';
import {
  adam,
  layersNetwork,
  type Network,
  type Optimizer,
  type TrainingConfig,
} from '@chorus/model';

/** What a program gets on its command line. */
export interface BenchTask {
  /** Holds `images.bin`, uint8 [samples, 32, 32, 3], and `labels.bin`, uint8 [samples]. */
  readonly folder: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly threads: number;
}

/** CIFAR-10's images, [height, width, channels], and classes. */
export const SHAPE = [32, 32, 3];
export const CLASSES = 10;

/** The experiment's settings (configs/cifar10.yaml). */
export const EXPERIMENT = {
  sizes: {
    filters: [15, 30, 30, 30],
    kernelSize: 4,
    denseUnits: [200, 200, 100, 100],
    dropout: 0.5,
  },
  divisor: 225,
  learningRate: 0.001,
};

/** What is the same in every training of the experiment. */
interface Experiment {
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly config: TrainingConfig;
}

/** The experiment as `trainMember` takes it. */
export function experiment(epochs: number, batchSize: number): Experiment {
  const { sizes, divisor, learningRate } = EXPERIMENT;
  return {
    network: layersNetwork(cnnTopology(sizes, SHAPE, CLASSES)),
    optimizer: adam(learningRate),
    config: { scaling: { divisor }, epochs, batchSize },
  };
}

/** The task as command-line arguments, in the order that {@link readTask} expects. */
export function taskArguments({ folder, epochs, batchSize, threads }: BenchTask): string[] {
  return [folder, epochs, batchSize, threads].map(String);
}

/** The task that a program's own command line describes. */
export function readTask(): BenchTask & { readonly set: SampleSet } {
  const [folder = '', ...sizes] = process.argv.slice(2);
  const [epochs = 0, batchSize = 0, threads = 0] = sizes.map(Number);
  const read = (name: string) => new Uint8Array(readFileSync(path.join(folder, name)));
  const set = { values: read('images.bin'), labels: Int32Array.from(read('labels.bin')) };
  return { folder, epochs, batchSize, threads, set };
}

/** A program's answer, one number for each epoch or call: one line of JSON, the last on its standard output. */
export function printAnswers(seconds: readonly number[]): void {
  process.stdout.write(`\n${JSON.stringify(seconds)}\n`);
}
