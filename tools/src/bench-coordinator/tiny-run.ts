import { datasetFilePath, fingerprint, writeDatasetFile } from '@chorus/data';
import type { RunConfig } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';

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
  const limits = { trainSamples: TRAIN_SAMPLES, trainLimit: TRAIN_SAMPLES, testSamples };
  return sampleConfig({
    dataset: { ...base, classes, ...limits, testLimit: testSamples },
    network: { filters: [1], kernelSize: 1, denseUnits: [1], dropout: 0 },
    training: { epochs, batchSize: 2, learningRate: 0.1 },
    members: { count: members },
    faults: { checkpointEvery: 0 },
  });
}
