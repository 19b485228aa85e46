import type { Dataset } from '@chorus/data';
import type { DatasetRef, RunConfig } from '@chorus/proto';
import type { ResolvedConfig } from './resolve-config.ts';
import { trainedSamples } from './trained-samples.ts';

/** The configuration as it is submitted, with nothing left open. */
export function toRunConfig(
  { settings }: Pick<ResolvedConfig, 'settings'>,
  dataset: Dataset,
  threads: number,
): RunConfig {
  const { seed, members, snapshots, backend, epochs, batchSize, learningRate, divisor } = settings;
  const { filters, kernelSize, denseUnits, dropout } = settings;
  return {
    seed,
    members,
    snapshots,
    threads,
    backend: backend ?? '',
    eager: !settings.compile,
    stopWhenGainBelow: settings.stopWhenGainBelow ?? 0,
    dataset: refTo(dataset, settings),
    training: {
      model: { filters, kernelSize, denseUnits, dropout },
      divisor,
      epochs,
      batchSize,
      learningRate,
    },
    faults: {
      minMembers: settings.minMembers ?? members,
      maxFailures: settings.maxFailures,
      checkpointEvery: settings.checkpointEvery,
      keepCheckpoints: settings.keepCheckpoints,
      backups: settings.backups,
      stallTimeoutMs: settings.stallTimeout * 1000,
    },
  };
}

function refTo(dataset: Dataset, settings: ResolvedConfig['settings']): DatasetRef {
  const { name, sha256, synthetic, classes, shape, train, test } = dataset;
  const trainSamples = train.labels.length;
  const testSamples = test.labels.length;
  const used = settings.trainLimit ?? trainSamples;
  const trainLimit = trainedSamples(used, settings.validationSplit);
  return {
    name,
    sha256,
    synthetic,
    classes: [...classes],
    shape,
    trainSamples,
    testSamples,
    trainLimit,
    testLimit: settings.testLimit ?? testSamples,
    validationSamples: used - trainLimit,
  };
}
