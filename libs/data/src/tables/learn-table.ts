import { DatasetError } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { ClassScan } from './class-scan.ts';
import { ColumnScan, type LearntColumn } from './column-scan.ts';
import { RowDraw } from './drawn-rows.ts';
import { KeptTable, type MemoryBudget, type WantedColumns } from './kept-table.ts';
import { LabelReader } from './label-reader.ts';
import { quotedList } from './quoted.ts';
import { chooseRoles, type TableRoles } from './table-columns.ts';
import type { TableOptions } from './table-options.ts';
import type { TablePreparation } from './table-preparation.ts';
import { TablePreparer } from './table-preparer.ts';
import type { Table } from './table.ts';

/** What the training table says of all tables. */
export interface LearntTable {
  readonly preparation: TablePreparation;
  /** The same table, to be read again. */
  readonly table: Table;
  /** [samples], the class of each row with a label. */
  readonly labels: Int32Array;
  readonly findings: readonly Finding[];
}

/**
 * Reads the training table, whole, and learns its classes and how its columns become numbers. Of rows that are drawn for another
 * split only the classes are learnt; their cells are then read as those of another file are.
 *
 * @param budget what may be kept of the table in memory
 * @throws DatasetError `corrupt`, naming the column and the place, for all that cannot be learnt from; `cancelled`
 */
export async function learnTable(
  file: Table,
  options: TableOptions,
  budget: MemoryBudget,
): Promise<LearntTable> {
  const roles = chooseRoles(file, options);
  const table = new KeptTable(file, wantedColumns(file, roles, options), budget);
  const target = table.columns[roles.target]!.name;
  const reader = new LabelReader(table, target, options.missingLabels);
  const draw = new RowDraw(options.shares);
  const classes = new ClassScan();
  const scans = scansOf(table, roles, options);
  let isDrawn = false;
  for await (const piece of table.pieces(options.signal)) {
    const labelled = reader.read(piece);
    classes.add(labelled.labels);
    const { learnt, drawn } = draw.next(labelled, reader.names);
    for (const { scan, place } of scans) scan.add(piece, piece.columns[place]!, learnt);
    isDrawn ||= drawn.length > 0;
  }
  if (classes.samples === 0) throw noRows(table);
  const learnt = classes.finish(reader.names, table.source, target);
  const columns = scans.map(({ scan }) => scan.finish());
  const preparation = {
    target,
    classes: learnt.classes,
    columns: columns.map(({ column }) => column),
  };
  table.wantTexts(roles.features.filter((_, index) => columns[index]!.column.kind === 'category'));
  if (isDrawn) await readDrawnRows(table, preparation, columns, options);
  return {
    preparation,
    table,
    labels: learnt.labels,
    findings: [
      ...learnt.findings,
      ...reader.findings(),
      ...numbersFound(table, columns),
      ...leftOut(table, options),
      ...columns.flatMap(({ column, tally, recognised, warnings }) => [
        ...recognised,
        ...tally.findings(table.source, column),
        ...warnings,
      ]),
    ],
  };
}

/** Reads the rows from which was not learnt, and counts what is changed in them with what is in the others. */
async function readDrawnRows(
  table: Table,
  preparation: TablePreparation,
  columns: readonly LearntColumn[],
  { shares, signal }: TableOptions,
): Promise<void> {
  const tallies = columns.map(({ tally }) => tally);
  const preparer = new TablePreparer(table, preparation, tallies);
  const reader = new LabelReader(table, preparation.target, 'leave-out');
  const draw = new RowDraw(shares);
  for await (const piece of table.pieces(signal)) {
    preparer.prepare(piece, draw.next(reader.read(piece), reader.names).drawn);
  }
}

/** The error for a table in which nothing is left to read. */
export function noRows(table: Table): DatasetError {
  return new DatasetError(
    'corrupt',
    `${table.source} names its columns, but has no rows with a label`,
  );
}

function scansOf(
  table: Table,
  { features }: TableRoles,
  { categories = [] }: TableOptions,
): { readonly scan: ColumnScan; readonly place: number }[] {
  return features.map((place) => {
    const column = table.columns[place]!;
    return { scan: new ColumnScan(table.source, column, categories.includes(column.name)), place };
  });
}

function wantedColumns(
  { columns }: Table,
  { target, features }: TableRoles,
  { categories = [] }: TableOptions,
): WantedColumns {
  const isText = (place: number) =>
    columns[place]!.stored === 'text' || categories.includes(columns[place]!.name);
  return {
    texts: [target, ...features.filter(isText)],
    numbers: features.filter((place) => !isText(place)),
  };
}

function numbersFound(table: Table, columns: readonly LearntColumn[]): Finding[] {
  const names = columns
    .filter(({ column }) => column.kind === 'number')
    .map(({ column }) => column.name);
  if (names.length === 0) return [];
  const verb = names.length === 1 ? 'Column' : 'Columns';
  const text = `${verb} ${quotedList(names, 8)} of ${table.source} ${names.length === 1 ? 'holds' : 'hold'} numbers.`;
  return [{ kind: 'recognised', text, count: names.length }];
}

function leftOut(table: Table, { leaveOut = [] }: TableOptions): Finding[] {
  if (leaveOut.length === 0) return [];
  const text = `As the settings say, ${quotedList(leaveOut)} of ${table.source} ${leaveOut.length === 1 ? 'is no feature' : 'are no features'}.`;
  return [{ kind: 'left-out', text, count: leaveOut.length }];
}
