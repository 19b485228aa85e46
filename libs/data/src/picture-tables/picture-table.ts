import type { LabelValue } from '../labels/label-values.ts';
import type { Finding } from '../sources/raw-dataset.ts';

/** A row of a table that holds a picture, or says where it lies. */
export interface PictureRow {
  /** The row, for messages: `pets.csv, line 7`. */
  readonly where: string;
  readonly label: LabelValue;
  /** The picture's file. @throws DatasetError `missing` or `storage` */
  load(): Promise<Buffer>;
}

/** A table of pictures, in one file or several. */
export interface PictureTable {
  /** The file or files, for messages. */
  readonly source: string;
  /** The column of classes. */
  readonly target: string;
  /** The names of the labels 0, 1, 2 …, where the file says them. */
  readonly labelNames?: readonly string[];
  /** How it was read. */
  readonly findings: readonly Finding[];
  /**
   * All rows, in their order.
   *
   * @throws DatasetError `corrupt` when the file is broken or another one than when it was opened; `cancelled`
   */
  rows(signal?: AbortSignal): AsyncIterable<PictureRow>;
}
