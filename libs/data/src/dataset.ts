import type { SampleKind, SampleValues } from './sample.ts';
import type { Finding } from './sources/raw-dataset.ts';

/** Samples and, at the same positions, their labels. */
export interface SampleSet {
  /** [samples, ...shape], in C order. */
  readonly values: SampleValues;
  /** [samples], each an index into the dataset's classes. */
  readonly labels: Int32Array;
}

/**
 * What samples are standardised by: `(value - mean) / deviation`. One number of each for each channel or
 * column, the sample's last dimension.
 */
export interface Normalisation {
  readonly mean: readonly number[];
  /** Standard deviations; 1 where all values are equal. */
  readonly deviation: readonly number[];
}

/** A classification dataset, whole in memory. */
export interface Dataset {
  /** The name of the source that it comes from, by which configurations ask for it. */
  readonly name: string;
  /** Generated, not measured: said wherever a result is shown. */
  readonly synthetic: boolean;
  /** The name of each class; a label is an index into it. */
  readonly classes: readonly string[];
  readonly sample: SampleKind;
  /** The names of a table's columns, one for each value of a sample. */
  readonly columns?: readonly string[];
  /** Only where samples are to be standardised: learnt of the training split alone, not yet applied. */
  readonly normalisation?: Normalisation;
  /** Plain JSON: what later data need, to become samples in the way that these did. */
  readonly preparation?: object;
  readonly train: SampleSet;
  /** Only where the data has a validation split of its own. */
  readonly validation?: SampleSet;
  readonly test: SampleSet;
  /** What was recognised, decided or found odd while it was made; not covered by the fingerprint. */
  readonly findings?: readonly Finding[];
  /** What the user knows each test sample by, such as a picture's file, where it is known; not covered by the fingerprint. */
  readonly testNames?: readonly string[];
  /** Hexadecimal; see {@link fingerprint} in `fingerprint.ts`. */
  readonly sha256: string;
}

/**
 * The first `limit` samples, as views of the same memory; the whole set without a limit or when it
 * has fewer.
 *
 * @throws RangeError when the limit is not a positive integer
 */
export function limitSamples(set: SampleSet, limit?: number): SampleSet {
  if (limit === undefined) return set;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new RangeError(`the limit of samples must be a positive integer, not ${limit}`);
  }
  return limit >= set.labels.length ? set : sliceSamples(set, 0, limit);
}

/**
 * The samples from `start` to before `end`, as views of the same memory.
 *
 * @throws RangeError when the set has not so many
 */
export function sliceSamples(set: SampleSet, start: number, end: number): SampleSet {
  const samples = set.labels.length;
  if (!(0 <= start && start <= end && end <= samples)) {
    throw new RangeError(`samples ${start} to ${end} are not within a set of ${samples}`);
  }
  const size = set.values.length / samples;
  return {
    values: set.values.subarray(start * size, end * size),
    labels: set.labels.subarray(start, end),
  };
}
