import type { Combination } from '@chorus/ensemble';
import { RunFolder } from '@chorus/run-files';
import { basename, dirname } from 'node:path';

/** Members' predictions that lie in a run's folder: plain data, so that it can go to another thread. */
export interface Gathered {
  /** The rule by which they become the ensemble's. */
  readonly combination: Combination;
  /** Path of the run's folder. */
  readonly folder: string;
  /** The members that are done, in their order, with the SHA-256 of what was accepted. */
  readonly members: readonly { readonly member: number; readonly predictionsSha256: string }[];
  /** The labels of the images that were predicted, [samples]. */
  readonly labels: Int32Array;
  readonly classes: number;
}

/** What the size of a task follows from. */
type Counted = Pick<Gathered, 'labels' | 'classes'> & {
  readonly members: readonly unknown[];
  readonly validation?: Pick<Gathered, 'labels'> | undefined;
};

export function openFolder({ folder }: Pick<Gathered, 'folder'>): RunFolder {
  return new RunFolder(dirname(folder), basename(folder));
}

/** Predictions of validation samples take part in so many sums, where something is fitted on them. */
const FITTED_WORK = 50;

/** How many probabilities these are, those that are fitted on counting for all that is done with them. */
export function countOf({ members, labels, classes, validation }: Counted): number {
  const fitted = validation ? FITTED_WORK * validation.labels.length : 0;
  return members.length * (labels.length + fitted) * classes;
}
