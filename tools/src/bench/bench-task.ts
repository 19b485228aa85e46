import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ImageSet } from '@chorus/data';
import type { TrainingConfig } from '@chorus/model';

/** What each contender gets on its command line: the images' folder and three sizes. */
export interface BenchTask {
  /** Holds `images.bin`, uint8 [samples, 32, 32, 3], and `labels.bin`, uint8 [samples]. */
  readonly folder: string;
  /** Of the first epoch, which is not counted, and of the second, which is. */
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
  readonly threads: number;
}

/** Of CIFAR-10. */
export const SHAPE = { height: 32, width: 32, channels: 3 };
export const CLASSES = 10;

/** The experiment (configs/cifar10.yaml), for two epochs. */
export function experiment(batchSize: number): TrainingConfig {
  return {
    model: {
      filters: [15, 30, 30, 30],
      kernelSize: 4,
      denseUnits: [200, 200, 100, 100],
      dropout: 0.5,
    },
    divisor: 225,
    epochs: 2,
    batchSize,
    learningRate: 0.001,
  };
}

/** The task as command-line arguments, in the order that {@link readTask} expects. */
export function taskArguments(task: BenchTask): string[] {
  return [task.folder, task.stepsPerEpoch, task.batchSize, task.threads].map(String);
}

/** Of a contender's own command line. */
export function readTask(): BenchTask & { readonly train: ImageSet } {
  const [folder = '', ...sizes] = process.argv.slice(2);
  const [stepsPerEpoch = 0, batchSize = 0, threads = 0] = sizes.map(Number);
  const read = (name: string) => new Uint8Array(readFileSync(path.join(folder, name)));
  const train = { images: read('images.bin'), labels: read('labels.bin') };
  return { folder, stepsPerEpoch, batchSize, threads, train };
}

/** A contender's answer: one line of JSON, the last on its standard output. */
export function printEpochSeconds(epochSeconds: readonly number[]): void {
  process.stdout.write(`\n${JSON.stringify(epochSeconds)}\n`);
}
