import type { FetchedFiles, FileUse } from '@chorus/data';
import type { Fetching } from './fetch-dataset.ts';

/** By what a file is obtained that may be in the caches already. */
export interface Obtaining extends Fetching {
  readonly cache: FetchedFiles;
  /** Who wants it: it stays there as long as that lasts. */
  readonly use: FileUse;
}
