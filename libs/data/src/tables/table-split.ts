import { DatasetError } from '../dataset-error.ts';
import type { Finding, RawPiece, RawSplit } from '../sources/raw-dataset.ts';
import { joined } from './class-scan.ts';
import { KeptTable, type MemoryBudget, type WantedColumns } from './kept-table.ts';
import { LabelReader } from './label-reader.ts';
import { noRows } from './learn-table.ts';
import { quoted, quotedList } from './quoted.ts';
import type { TableOptions } from './table-options.ts';
import type { ColumnPreparation, TablePreparation } from './table-preparation.ts';
import { TablePreparer } from './table-preparer.ts';
import type { Table } from './table.ts';

/** The rows of one table with a label, as samples. */
export class TableSplit implements RawSplit {
  readonly samples: number;
  readonly labels: Int32Array;
  readonly #table: Table;
  readonly #preparation: TablePreparation;
  readonly #options: TableOptions;

  /** @param labels [samples], the class of each row with a label */
  constructor(
    table: Table,
    preparation: TablePreparation,
    labels: Int32Array,
    options: TableOptions,
  ) {
    this.samples = labels.length;
    this.labels = labels;
    this.#table = table;
    this.#preparation = preparation;
    this.#options = options;
  }

  async *read(signal?: AbortSignal): AsyncGenerator<RawPiece> {
    yield* readPieces(this.#table, this.#preparation, this.#options, signal).pieces;
  }
}

/** A split that is not the training split, and what was found in it. */
export interface CheckedSplit {
  readonly split: TableSplit;
  readonly findings: readonly Finding[];
}

/**
 * Reads another split once, whole, as it will be read for training.
 *
 * @throws DatasetError `corrupt` when it has no rows, lacks a column, or has a class that training has not; `cancelled`
 */
export async function checkSplit(
  file: Table,
  preparation: TablePreparation,
  options: TableOptions,
  budget: MemoryBudget,
): Promise<CheckedSplit> {
  const table = new KeptTable(file, wantedColumns(file, preparation), budget);
  const counts = new Uint32Array(preparation.classes.length);
  const { pieces, findings } = readPieces(table, preparation, options, options.signal);
  const read: Int32Array[] = [];
  for await (const { labels } of pieces) {
    read.push(labels);
    for (const label of labels) counts[label]!++;
  }
  const labels = joined(read);
  if (labels.length === 0) throw noRows(table);
  const split = new TableSplit(table, preparation, labels, options);
  return {
    split,
    findings: [
      ...findings(),
      ...absentClasses(table, preparation, counts),
      ...extraColumns(table, preparation, options),
    ],
  };
}

function wantedColumns({ columns }: Table, preparation: TablePreparation): WantedColumns {
  const placeOf = (name: string) => columns.findIndex((column) => column.name === name);
  const placesOf = (kind: ColumnPreparation['kind']) =>
    preparation.columns.filter((column) => column.kind === kind).map(({ name }) => placeOf(name));
  return {
    texts: [placeOf(preparation.target), ...placesOf('category')],
    numbers: placesOf('number'),
  };
}

interface Reading {
  readonly pieces: AsyncGenerator<RawPiece>;
  /** What was changed or left out in the pieces that were read. */
  findings(): Finding[];
}

function readPieces(
  table: Table,
  preparation: TablePreparation,
  options: TableOptions,
  signal: AbortSignal | undefined,
): Reading {
  const { target, classes } = preparation;
  const reader = new LabelReader(table, target, options.missingLabels);
  const preparer = new TablePreparer(table, preparation);
  async function* pieces(): AsyncGenerator<RawPiece> {
    const classOf: number[] = [];
    for await (const piece of table.pieces(signal)) {
      const { rows, labels } = reader.read(piece);
      for (const name of reader.names.slice(classOf.length)) classOf.push(classes.indexOf(name));
      const known = labels.map((label) => classOf[label]!);
      const unknown = known.indexOf(NO_CLASS);
      if (unknown !== -1) {
        const where = `${table.source}, ${piece.placeOf(rows[unknown]!)}`;
        throw unknownClass(where, reader.names[labels[unknown]!]!, classes);
      }
      if (rows.length > 0) yield { values: preparer.prepare(piece, rows), labels: known };
    }
  }
  return { pieces: pieces(), findings: () => [...reader.findings(), ...preparer.findings()] };
}

const NO_CLASS = -1;

function unknownClass(where: string, label: string, classes: readonly string[]): DatasetError {
  return new DatasetError(
    'corrupt',
    `${where}: the label ${quoted(label)} does not occur in training, whose classes are ${quotedList(classes)}`,
  );
}

function absentClasses(
  table: Table,
  { classes }: TablePreparation,
  counts: Uint32Array,
): Finding[] {
  const absent = classes.filter((_, index) => counts[index] === 0);
  if (absent.length === 0) return [];
  const text = `${table.source} has no rows of the ${absent.length === 1 ? 'class' : 'classes'} ${quotedList(absent)}.`;
  return [{ kind: 'warning', text, count: absent.length }];
}

/** The columns that training does not have, for whoever thinks that they are used. */
export function extraColumns(
  table: Table,
  { columns, target }: TablePreparation,
  { leaveOut = [] }: TableOptions,
): Finding[] {
  const known = new Set([target, ...leaveOut, ...columns.map(({ name }) => name)]);
  const extra = table.columns.map(({ name }) => name).filter((name) => !known.has(name));
  if (extra.length === 0) return [];
  const text = `${table.source} has ${quotedList(extra)} besides the columns of training; ${extra.length === 1 ? 'it is' : 'they are'} not used.`;
  return [{ kind: 'left-out', text, count: extra.length }];
}
