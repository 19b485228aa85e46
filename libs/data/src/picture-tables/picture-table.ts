import type { LabelValue } from '../labels/label-values.ts';
import { DatasetError } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { quoted, quotedList } from '../tables/quoted.ts';
import { SETTINGS, type TableOptions } from '../tables/table-options.ts';

/** How a table of pictures is opened. */
export interface PictureTableOptions extends TableOptions {
  /** Whether its rows have classes. Default: yes; without, every label is empty, and rows may name no picture. */
  readonly labelled?: boolean;
}

/** A row of a table that holds a picture, or says where it lies. */
export interface PictureRow {
  /** The row, for messages: `pets.csv, line 7`. */
  readonly where: string;
  /** What the user knows the picture by: its file where the table names one, else the row. */
  readonly name: string;
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
  /** Whether the table names the pictures' files, which may lie anywhere. */
  readonly namesFiles: boolean;
  /** How it was read. */
  readonly findings: readonly Finding[];
  /**
   * All rows, in their order.
   *
   * @throws DatasetError `corrupt` when the file is broken or another one than when it was opened; `cancelled`
   */
  rows(signal?: AbortSignal): AsyncIterable<PictureRow>;
}

/** @throws DatasetError `corrupt`, with the remedy, when a table of pictures has no column of classes of that name */
export function requireTarget(
  source: string,
  picture: string,
  target: string,
  names: readonly string[],
): void {
  if (names.includes(target)) return;
  throw new DatasetError(
    'corrupt',
    `${source} has pictures in column ${quoted(picture)} and no column ${quoted(target)}; its columns are ${quotedList(names)}: name the one that holds the class with ${SETTINGS.target}`,
  );
}
