import type { RowFile } from './gather-rows.ts';

/** What a reader's thread is asked: to read rows into a part of shared memory. */
export interface ReadRequest {
  readonly file: RowFile;
  readonly rows: Uint32Array;
  readonly memory: SharedArrayBuffer;
  /** Where the first of them goes, in bytes. */
  readonly offset: number;
}

/** What it answers, in the order of the requests; undefined: the rows are there. */
export type ReadProblem =
  | { readonly kind: 'gone'; readonly how: string }
  /** An error of the operating system. */
  | {
      readonly kind: 'refused';
      readonly message: string;
      readonly code: string;
      readonly syscall: string;
    }
  | undefined;
