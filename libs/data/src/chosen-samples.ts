import { type SampleSet, sliceSamples } from './dataset.ts';
import type { StoredValues } from './stored/stored-values.ts';

/** Samples to train on or to predict, without a copy: those of a set that `rows` names. */
export type ChosenSamples = ChosenOf<SampleSet> | ChosenOf<StoredSet>;

/** A set, or some of its samples. */
export type ChosenOf<Set> = Set & {
  /** Indices into the set, in the order of the samples chosen. Undefined: all of the set. */
  readonly rows?: Uint32Array | undefined;
};

/** Samples of which only the labels lie in memory. */
export interface StoredSet {
  readonly values: StoredValues;
  /** [samples], each an index into the dataset's classes. */
  readonly labels: Int32Array;
}

/**
 * The samples of a set at these rows. Where rows of a set in memory follow one another they are a view of it,
 * which then has no other samples.
 *
 * @param rows indices into the set
 */
export function chooseSamples(set: SampleSet, rows: Uint32Array): ChosenOf<SampleSet>;
export function chooseSamples(set: SampleSet | StoredSet, rows: Uint32Array): ChosenSamples;
export function chooseSamples(set: SampleSet | StoredSet, rows: Uint32Array): ChosenSamples {
  if (!isInMemory(set)) return { ...set, rows };
  const first = rows[0] ?? 0;
  const isRange = rows.every((row, at) => row === first + at);
  return isRange ? sliceSamples(set, first, first + rows.length) : { ...set, rows };
}

/** Whether the values lie in memory. */
export function isInMemory<Set extends SampleSet>(set: Set | StoredSet): set is Set {
  return ArrayBuffer.isView(set.values);
}

/** The number of samples chosen. */
export function countSamples({ labels, rows }: ChosenSamples): number {
  return (rows ?? labels).length;
}

/** The labels of the samples chosen, in their order. */
export function labelsOf({ labels, rows }: ChosenSamples): Int32Array {
  return rows ? Int32Array.from(rows, (row) => labels[row]!) : labels;
}
