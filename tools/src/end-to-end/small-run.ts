import type { Dataset } from '@chorus/data';
import type { RunConfig } from '@chorus/run-config';
import { sampleConfig } from '@chorus/run-config/testing';

/** What a test may change of the small run that it submits. */
export interface SmallRun {
  readonly members?: number;
  /** Groups of members that differ, as they are submitted. */
  readonly groups?: RunConfig['members']['groups'];
  readonly bagging?: boolean;
  readonly folds?: number;
  readonly snapshots?: boolean;
  readonly epochs?: number;
  readonly backend?: RunConfig['execution']['backend'];
  readonly seed?: number;
  /** Training images. */
  readonly trainLimit?: number;
  /** Training images after those, held out. */
  readonly validationSamples?: number;
  readonly stopWhenGainBelow?: number;
  readonly faults?: Partial<RunConfig['faults']>;
  readonly views?: RunConfig['prediction']['views'];
}

/** A run of a few hundred images, which each epoch sees otherwise, and a network of a few thousand weights. */
export function smallRun(dataset: Dataset, change: SmallRun = {}): RunConfig {
  const { snapshots = false, backend, trainLimit = 600, validationSamples = 0 } = change;
  const { stopWhenGainBelow } = change;
  const { name, sha256, synthetic, classes, sample, train, test } = dataset;
  return sampleConfig({
    dataset: {
      ...{ name, sha256, synthetic, classes: [...classes], sample },
      trainSamples: train.labels.length,
      testSamples: test.labels.length,
      trainLimit: trainLimit + validationSamples,
      testLimit: 200,
      validationSamples,
    },
    augmentation: { flip: 'alternating', shift: 2, cutout: 4, mixup: 0.2 },
    network: { filters: [8, 8], kernelSize: 4, denseUnits: [32], dropout: 0.2 },
    training: {
      ...{ epochs: change.epochs ?? 2, batchSize: 50, labelSmoothing: 0.1 },
      ...{ clipping: 'global-norm', averaging: 'lookahead', averageDecay: 0.5, averageEvery: 5 },
    },
    members: {
      ...{ count: change.members ?? 2, seed: change.seed ?? 7, snapshots },
      ...(change.groups && { groups: change.groups }),
      ...(change.bagging && { bagging: true }),
      ...(change.folds !== undefined && { folds: change.folds }),
    },
    prediction: { views: change.views ?? 'none' },
    combining: { ...(stopWhenGainBelow !== undefined && { stopWhenGainBelow }) },
    faults: change.faults ?? {},
    execution: { ...(backend && { backend }) },
  });
}
