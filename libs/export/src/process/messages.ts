import type { Combination } from '@chorus/ensemble';
import type { ErrorCode } from '@chorus/proto';
import type { FormatName } from '../formats.ts';

/** What the process of an export is asked for. */
export interface ExportRequest {
  /** The run's folder. */
  readonly folder: string;
  readonly format: FormatName;
  /** The numbers of the members, in the order of the combination. */
  readonly members: readonly number[];
  readonly combination: Combination;
  /** Where it is written: nothing lies there. */
  readonly path: string;
}

/** What it answers, once. */
export type ExportAnswer =
  | { readonly type: 'written' }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly problem: string };
