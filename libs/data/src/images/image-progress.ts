import { DatasetError } from '../dataset-error.ts';

/** How far the reading of a folder of images is. */
export interface ImageProgress {
  /** `inspect`: headers are read; `check`: files are decoded to find the broken ones; `decode`: samples are read. */
  readonly stage: 'inspect' | 'check' | 'decode';
  /** Files done, of `total`. */
  readonly done: number;
  readonly total: number;
}

/** Called after each file. */
export type OnImageProgress = (progress: ImageProgress) => void;

/** @throws DatasetError `cancelled` when the signal was aborted */
export function throwIfCancelled(signal: AbortSignal | undefined, title: string): void {
  if (signal?.aborted) throw new DatasetError('cancelled', `the reading of ${title} was cancelled`);
}
