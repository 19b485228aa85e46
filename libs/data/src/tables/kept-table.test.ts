import { beforeEach, expect, test } from 'vitest';
import { KeptTable, MemoryBudget } from './kept-table.ts';
import type { Cells, Table, TablePiece } from './table.ts';

const ROWS = [
  ['a', '1'],
  ['b', ''],
  ['a', '20000000'],
  ['c', '-2.5'],
];

function cellsOf(column: number, rows: readonly string[][]): Cells {
  return {
    numbers: () =>
      Float32Array.from(rows, (row) => (row[column] === '' ? NaN : Number(row[column]))),
    text: (row) => rows[row]![column]!,
  };
}

let readings: number;
let changed: boolean;

beforeEach(() => {
  readings = 0;
  changed = false;
});

/** Two pieces of two rows, and a third column that nobody wants. */
const table: Table = {
  source: 'train.csv',
  columns: ['name', 'size', 'note'].map((name) => ({ name, stored: 'any' as const })),
  findings: [],
  requireUnchanged: () => (changed ? Promise.reject(new Error('changed')) : Promise.resolve()),
  pieces: () => {
    readings++;
    return pieces();
  },
};

async function* pieces(): AsyncGenerator<TablePiece> {
  for (const first of [0, 2]) {
    const rows = ROWS.slice(first, first + 2);
    const columns = [cellsOf(0, rows), cellsOf(1, rows), cellsOf(0, rows)];
    yield { rows: 2, columns, placeOf: (row) => `row ${first + row + 1}` };
  }
}

const WANTED = { texts: [0], numbers: [1] };

/** All that is asked for: names, sizes, the texts of sizes that are no small numbers, and places. */
async function read(kept: KeptTable) {
  const rows: (number | string)[][] = [];
  for await (const { columns, rows: count, placeOf } of kept.pieces()) {
    const sizes = columns[1]!.numbers();
    for (let row = 0; row < count; row++) {
      const size = Math.abs(sizes[row]!) < 2 ** 24 ? sizes[row]! : columns[1]!.text(row);
      rows.push([columns[0]!.text(row), size, placeOf(row)]);
    }
  }
  return rows;
}

const EXPECTED = [
  ['a', 1, 'row 1'],
  ['b', '', 'row 2'],
  ['a', '20000000', 'row 3'],
  ['c', -2.5, 'row 4'],
];

test('the file is read once, and the rows stay the same', async () => {
  const kept = new KeptTable(table, WANTED, new MemoryBudget(10_000));
  for (let reading = 0; reading < 3; reading++) expect(await read(kept)).toEqual(EXPECTED);
  expect(readings).toBe(1);
});

test('a file that was changed is refused, though its rows are in memory', async () => {
  const kept = new KeptTable(table, WANTED, new MemoryBudget(10_000));
  await read(kept);
  changed = true;
  await expect(read(kept)).rejects.toThrow('changed');
});

test('beyond the budget the file is read each time, and the memory is free for others', async () => {
  const budget = new MemoryBudget(500);
  const kept = new KeptTable(table, WANTED, budget);
  for (let reading = 0; reading < 2; reading++) expect(await read(kept)).toEqual(EXPECTED);
  expect(readings).toBe(2);
  expect(budget.take(500)).toBe(true);
});

test('what was kept of a reading that ended early is forgotten', async () => {
  const budget = new MemoryBudget(10_000);
  const kept = new KeptTable(table, WANTED, budget);
  for await (const piece of kept.pieces()) if (piece.rows > 0) break;
  expect(budget.take(10_000)).toBe(true);
  budget.giveBack(10_000);
  expect(await read(kept)).toEqual(EXPECTED);
  expect(await read(kept)).toEqual(EXPECTED);
  expect(readings).toBe(2);
});

test('texts of a column that was kept as numbers are read from the file', async () => {
  const kept = new KeptTable(table, WANTED, new MemoryBudget(10_000));
  await read(kept);
  kept.wantTexts([0]);
  await read(kept);
  expect(readings).toBe(1);
  kept.wantTexts([1]);
  const texts: string[] = [];
  for await (const { rows, columns } of kept.pieces()) {
    for (let row = 0; row < rows; row++) texts.push(columns[1]!.text(row));
  }
  expect(texts).toEqual(['1', '', '20000000', '-2.5']);
  expect(readings).toBe(2);
});
