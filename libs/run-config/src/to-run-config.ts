import type { Dataset } from '@chorus/data';
import type { DatasetRef, RunConfig } from '@chorus/proto';
import type { RunDocument } from './run-document.ts';
import { trainedSamples } from './trained-samples.ts';

/** The configuration as it is submitted, with nothing left open. */
export function toRunConfig(document: RunDocument, dataset: Dataset, threads: number): RunConfig {
  const { preparation, network, training, members, combining, faults, execution } = document;
  const { minMembers = members.count, stallTimeout, ...policy } = faults;
  return {
    seed: members.seed,
    members: members.count,
    snapshots: members.snapshots,
    threads,
    backend: execution.backend ?? '',
    eager: !execution.compile,
    stopWhenGainBelow: combining.stopWhenGainBelow ?? 0,
    dataset: refTo(dataset, document.dataset),
    training: { model: network, ...preparation, ...training },
    faults: { ...policy, minMembers, stallTimeoutMs: stallTimeout * 1000 },
  };
}

function refTo(dataset: Dataset, limits: RunDocument['dataset']): DatasetRef {
  const { name, sha256, synthetic, classes, shape, train, test } = dataset;
  const trainSamples = train.labels.length;
  const testSamples = test.labels.length;
  const used = limits.trainLimit ?? trainSamples;
  const trainLimit = trainedSamples(used, limits.validationSplit);
  return {
    name,
    sha256,
    synthetic,
    classes: [...classes],
    shape,
    trainSamples,
    testSamples,
    trainLimit,
    testLimit: limits.testLimit ?? testSamples,
    validationSamples: used - trainLimit,
  };
}
