import type { Dataset } from '@chorus/data';
import type { FaultPolicy, RunConfig } from '@chorus/proto';
import { sampleFaults } from '@chorus/proto/testing';

/** What a test may change of the small run that it submits. */
export interface SmallRun {
  readonly members?: number;
  readonly snapshots?: boolean;
  readonly epochs?: number;
  readonly backend?: string;
  readonly seed?: number;
  /** Training images. */
  readonly trainLimit?: number;
  /** Training images after those, held out. */
  readonly validationSamples?: number;
  readonly stopWhenGainBelow?: number;
  readonly faults?: Partial<FaultPolicy>;
}

/** A run of a few hundred images and a network of a few thousand weights. */
export function smallRun(dataset: Dataset, change: SmallRun = {}): RunConfig {
  const {
    members = 2,
    snapshots = false,
    epochs = 2,
    backend = '',
    seed = 7,
    trainLimit = 600,
    validationSamples = 0,
    stopWhenGainBelow = 0,
  } = change;
  const { name, sha256, synthetic, classes, shape, train, test } = dataset;
  const model = { filters: [8, 8], kernelSize: 4, denseUnits: [32], dropout: 0.2 };
  return {
    seed,
    members,
    snapshots,
    threads: 1,
    backend,
    eager: false,
    stopWhenGainBelow,
    dataset: {
      name,
      sha256,
      synthetic,
      classes: [...classes],
      shape,
      trainSamples: train.labels.length,
      testSamples: test.labels.length,
      trainLimit,
      testLimit: 200,
      validationSamples,
    },
    training: { model, divisor: 255, epochs, batchSize: 50, learningRate: 0.001 },
    faults: { ...sampleFaults(members), ...change.faults },
  };
}
