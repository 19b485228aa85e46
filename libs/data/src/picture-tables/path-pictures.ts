import { dirname, resolve } from 'node:path';
import { DatasetError } from '../dataset-error.ts';
import { readWholeFile } from '../images/image-file.ts';
import { promisedFormat } from '../images/image-format.ts';
import { printable } from '../printable.ts';
import { openTable } from '../tables/open-table.ts';
import { quoted, quotedList } from '../tables/quoted.ts';
import { DEFAULT_TARGET } from '../tables/table-options.ts';
import type { Table, TablePiece } from '../tables/table.ts';
import {
  type PictureRow,
  type PictureTable,
  type PictureTableOptions,
  requireTarget,
} from './picture-table.ts';

/** Cells that are looked at to find the column of paths. */
const LOOKED_AT = 20;

/**
 * Opens a table, CSV or Parquet, one of whose columns holds the paths of pictures, relative to the table's folder.
 *
 * @returns undefined when no column does
 * @throws DatasetError `missing`, `corrupt` or `storage`, naming the file
 */
export async function openPathPictures(
  path: string,
  options: PictureTableOptions,
): Promise<PictureTable | undefined> {
  const table = await openTable(path, options);
  const { target = DEFAULT_TARGET, leaveOut = [], labelled = true } = options;
  const besides = labelled ? [target, ...leaveOut] : leaveOut;
  const place = await findPaths(table, besides, labelled);
  if (place === undefined) return undefined;
  const names = table.columns.map(({ name }) => name);
  if (labelled) requireTarget(table.source, names[place]!, target, names);
  const labels = labelled ? names.indexOf(target) : undefined;
  const unused = names.filter((_, at) => at !== place && at !== labels);
  const beside =
    unused.length === 0
      ? ''
      : `; ${unused.length === 1 ? 'column' : 'columns'} ${quotedList(unused)} ${unused.length === 1 ? 'is' : 'are'} not used`;
  const text = `Column ${quoted(names[place]!)} of ${table.source} holds the paths of pictures${beside}.`;
  const folder = dirname(resolve(path));
  return {
    ...{ source: table.source, target, namesFiles: true },
    get findings() {
      return [...table.findings, { kind: 'recognised', text } as const];
    },
    async *rows(signal) {
      for await (const piece of table.pieces(signal)) {
        for (let row = 0; row < piece.rows; row++) {
          yield rowOf(table, piece, row, { place, labels, folder });
        }
      }
    },
  };
}

/**
 * The first column whose cells end as names of pictures do.
 *
 * @param each whether a cell may not be empty
 */
async function findPaths(
  table: Table,
  besides: readonly string[],
  each: boolean,
): Promise<number | undefined> {
  for await (const piece of table.pieces()) {
    const rows = Array.from({ length: Math.min(piece.rows, LOOKED_AT) }, (_, row) => row);
    const found = table.columns.findIndex(({ name, unreadable, stored }, at) => {
      if (unreadable !== undefined || stored === 'number' || besides.includes(name)) return false;
      const cells = rows.map((row) => piece.columns[at]!.text(row));
      const named = each ? cells : cells.filter((cell) => cell !== '');
      return named.length > 0 && named.every((cell) => promisedFormat(cell) !== undefined);
    });
    return found === -1 ? undefined : found;
  }
  return undefined;
}

interface Places {
  /** The column of paths. */
  readonly place: number;
  /** The column of classes; undefined: rows have none. */
  readonly labels: number | undefined;
  /** What paths are relative to. */
  readonly folder: string;
}

function rowOf(
  table: Table,
  piece: TablePiece,
  row: number,
  { place, labels, folder }: Places,
): PictureRow {
  const where = `${table.source}, ${piece.placeOf(row)}`;
  const picture = piece.columns[place]!.text(row);
  return {
    where: picture === '' ? where : `${where} (${printable(picture)})`,
    name: printable(picture),
    label: labels === undefined ? '' : piece.columns[labels]!.text(row),
    load: () => {
      if (picture === '') throw new DatasetError('corrupt', `${where} names no picture`);
      return readWholeFile(resolve(folder, picture));
    },
  };
}
