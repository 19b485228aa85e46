import { datasetFilePath, fingerprint, writeDatasetFile } from '@chorus/data';
import type { RunConfig } from '@chorus/proto';
import { sampleFaults } from '@chorus/proto/testing';

/** What a benchmark's run consists of. */
export interface TinyRun {
  readonly members: number;
  readonly epochs: number;
  readonly classes: number;
  readonly testSamples: number;
}

const TRAIN_SAMPLES = 8;

/** Puts a dataset of images of 2×2 pixels where the coordinator finds it. @returns a run that uses it */
export async function prepareTinyRun(home: string, run: TinyRun): Promise<RunConfig> {
  const { members, epochs, testSamples } = run;
  const set = (samples: number) => ({
    images: new Uint8Array(samples * 12),
    labels: new Uint8Array(samples).map((_, index) => index % run.classes),
  });
  const [train, test] = [set(TRAIN_SAMPLES), set(testSamples)];
  const shape = { height: 2, width: 2, channels: 3 };
  const sha256 = fingerprint(train, test);
  const classes = Array.from({ length: run.classes }, (_, index) => `class ${index}`);
  const base = { name: 'shapes', sha256, synthetic: true, classes, shape } as const;
  await writeDatasetFile({ ...base, train, test }, datasetFilePath(home, sha256));
  const limits = {
    trainSamples: TRAIN_SAMPLES,
    testSamples,
    trainLimit: TRAIN_SAMPLES,
    testLimit: testSamples,
    validationSamples: 0,
  };
  const model = { filters: [1], kernelSize: 1, denseUnits: [1], dropout: 0 };
  return {
    seed: 1,
    members,
    snapshots: false,
    threads: 1,
    backend: '',
    eager: false,
    stopWhenGainBelow: 0,
    dataset: { ...base, classes, ...limits },
    training: { model, divisor: 255, epochs, batchSize: 2, learningRate: 0.1 },
    faults: { ...sampleFaults(members), checkpointEvery: 0 },
  };
}
