import type { Dataset } from './dataset.ts';
import { describeDataset, type DatasetDescription } from './dataset-description.ts';

/** What is known of a dataset without its samples: enough to settle and check a run's configuration. */
export interface KnownDataset extends DatasetDescription {
  readonly sha256: string;
  /** [trainSamples], each an index into the classes. */
  readonly trainLabels: Int32Array;
  /** What values are to be divided by; undefined: what their type suggests. */
  readonly divisor?: number;
}

/** What is known of a dataset that is in memory. */
export function knownOf(dataset: Dataset): KnownDataset {
  const { sha256, train } = dataset;
  return { ...describeDataset(dataset), sha256, trainLabels: train.labels };
}
