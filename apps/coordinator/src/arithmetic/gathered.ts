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

export function openFolder({ folder }: Pick<Gathered, 'folder'>): RunFolder {
  return new RunFolder(dirname(folder), basename(folder));
}

/** How many probabilities these are. */
export function countOf({ members, labels, classes }: Gathered): number {
  return members.length * labels.length * classes;
}
