import type { RowFile } from './gather-rows.ts';

/** What a reader's thread is asked: to read rows into memory that it shares. */
export interface ReadRequest {
  readonly file: RowFile;
  readonly rows: Uint32Array;
  /** [rows, rowBytes] */
  readonly into: Uint8Array<SharedArrayBuffer>;
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
