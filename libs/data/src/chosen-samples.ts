import { type SampleSet, sliceSamples } from './dataset.ts';

/** A sample set, or those of its samples that `rows` names: what is trained on or predicted, without a copy. */
export interface ChosenSamples extends SampleSet {
  /** Indices into the set, in the order of the samples chosen. Undefined: all of the set. */
  readonly rows?: Uint32Array | undefined;
}

/**
 * The samples of a set at these rows. Where the rows follow one another they are a view of the set, which then
 * has no other samples.
 *
 * @param rows indices into the set
 */
export function chooseSamples(set: SampleSet, rows: Uint32Array): ChosenSamples {
  const first = rows[0] ?? 0;
  const isRange = rows.every((row, at) => row === first + at);
  return isRange ? sliceSamples(set, first, first + rows.length) : { ...set, rows };
}

/** The number of samples chosen. */
export function countSamples({ labels, rows }: Pick<ChosenSamples, 'labels' | 'rows'>): number {
  return (rows ?? labels).length;
}

/** The labels of the samples chosen, in their order. */
export function labelsOf({ labels, rows }: Pick<ChosenSamples, 'labels' | 'rows'>): Int32Array {
  return rows ? Int32Array.from(rows, (row) => labels[row]!) : labels;
}
