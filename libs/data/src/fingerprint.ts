import { createHash, type Hash } from 'node:crypto';
import { bytesOf } from './bytes-of.ts';
import { describeDataset, inOrder, type DatasetDescription } from './dataset-description.ts';
import { layoutOf } from './dataset-layout.ts';
import type { Dataset } from './dataset.ts';

/** At once no more is given to the hash, the disk or the network: none of them takes 2 GiB. */
const PIECE_BYTES = 16 * 1024 * 1024;

/**
 * What two machines compare to know that they hold the same dataset, and what its file is named by: SHA-256,
 * in hexadecimal, over all that the dataset is. That is its description as JSON without blanks in UTF-8, keys in the order
 * name, synthetic, classes, sample {shape, type}, trainSamples, testSamples, then, only where there is such a thing,
 * validationSamples, columns, normalisation {mean, deviation}, preparation; then the labels of each split
 * (train, validation if there is one, test), then the samples of each, little endian. What was found while the dataset was
 * made is not covered.
 */
export function fingerprint(dataset: Omit<Dataset, 'sha256'>): string {
  const hash = beginFingerprint(describeDataset(dataset));
  for (const piece of dataPieces(dataset)) hash.update(piece);
  return hash.digest('hex');
}

/** The fingerprint of a dataset that has this description, before the bytes of its {@link dataPieces}. */
export function beginFingerprint(description: DatasetDescription): Hash {
  return createHash('sha256').update(JSON.stringify(inOrder(description)), 'utf8');
}

/**
 * Labels and samples as bytes, in the order that fingerprints and files have: as views, of at most `pieceBytes`
 * each.
 */
export function* dataPieces(
  dataset: Omit<Dataset, 'sha256'>,
  pieceBytes = PIECE_BYTES,
): Generator<Uint8Array> {
  for (const { split, part } of layoutOf(describeDataset(dataset))) {
    yield* piecesOf(bytesOf(dataset[split]![part]), pieceBytes);
  }
}

/** The bytes as views of at most `pieceBytes`. */
export function* piecesOf(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
  }
}
