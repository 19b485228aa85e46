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
    values: new Uint8Array(samples * 12),
    labels: new Int32Array(samples).map((_, index) => index % run.classes),
  });
  const sets = { train: set(TRAIN_SAMPLES), test: set(testSamples) };
  const classes = Array.from({ length: run.classes }, (_, index) => `class ${index}`);
  const sample = { shape: [2, 2, 3], type: 'uint8' } as const;
  const base = { name: 'shapes', synthetic: true, classes, sample };
  const sha256 = fingerprint({ ...base, ...sets });
  await writeDatasetFile({ ...base, ...sets, sha256 }, datasetFilePath(home, sha256));
  const limits = { trainSamples: TRAIN_SAMPLES, trainLimit: TRAIN_SAMPLES, testSamples };
  return sampleConfig({
    dataset: { ...base, sha256, ...limits, testLimit: testSamples },
    network: { filters: [], kernelSize: 1, denseUnits: [1], dropout: 0 },
    training: { epochs, batchSize: 2, learningRate: 0.1 },
    members: { count: members },
    faults: { checkpointEvery: 0 },
  });
}
