import { createHash, type Hash } from 'node:crypto';
import { bytesOf } from './bytes-of.ts';
import { describeDataset, inOrder, type DatasetDescription } from './dataset-description.ts';
import type { Dataset, SampleSet } from './dataset.ts';

/**
 * What two machines compare to know that they hold the same dataset, and what its file is named by: SHA-256,
 * in hexadecimal, over all that the dataset is. That is its description as JSON without blanks in UTF-8, keys in the order
 * name, synthetic, classes, sample {shape, type}, trainSamples, testSamples; then the training labels, test labels,
 * training samples and test samples, little endian.
 */
export function fingerprint(dataset: Omit<Dataset, 'sha256'>): string {
  const hash = beginFingerprint(describeDataset(dataset));
  for (const part of dataParts(dataset)) hash.update(part);
  return hash.digest('hex');
}

/** The fingerprint of a dataset that has this description, before the bytes of its {@link dataParts}. */
export function beginFingerprint(description: DatasetDescription): Hash {
  return createHash('sha256').update(JSON.stringify(inOrder(description)), 'utf8');
}

/**
 * Labels and samples as bytes, in the order that fingerprints and files have: as views. Labels come first, so
 * that each part begins at a multiple of its values' size.
 */
export function dataParts({ train, test }: Record<'train' | 'test', SampleSet>): Uint8Array[] {
  return [train.labels, test.labels, train.values, test.values].map(bytesOf);
}
