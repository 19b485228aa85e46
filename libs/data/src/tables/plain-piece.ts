import { decimalOf } from './cell-text.ts';
import { CellTexts } from './cell-texts.ts';
import { raggedRow, type CsvPiece, type CsvShape } from './csv-piece.ts';
import type { PlainRows, PlainSyntax } from './plain-rows.ts';
import type { Cells } from './table.ts';

/**
 * Plain rows as a piece of their file.
 *
 * @param firstLine the line of the file that the block begins with, counted from 1
 * @throws DatasetError `corrupt`, naming the line, when a row has another width
 */
export function plainPiece(
  block: Buffer,
  rows: PlainRows,
  syntax: PlainSyntax,
  shape: CsvShape,
  firstLine: number,
): CsvPiece {
  for (const line of rows.emptyLines) shape.empty.add(firstLine + line);
  if (rows.ragged) throw raggedRow(shape, firstLine + rows.ragged.line, rows.ragged.cells);
  const lines = rows.lines.subarray(0, rows.rows);
  for (let row = 0; row < lines.length; row++) lines[row]! += firstLine;
  const texts = new CellTexts(block);
  const columns = rows.numbers.map((_, column) => {
    return new PlainCells(texts, rows, column, syntax.decimal);
  });
  return { columns, lines };
}

class PlainCells implements Cells {
  readonly #texts: CellTexts;
  readonly #rows: PlainRows;
  readonly #column: number;
  readonly #decimal: string;
  #numbers: Float32Array | undefined;

  constructor(texts: CellTexts, rows: PlainRows, column: number, decimal: string) {
    this.#texts = texts;
    this.#rows = rows;
    this.#column = column;
    this.#decimal = decimal;
  }

  get areSmallNumbers(): boolean {
    return this.#rows.small[this.#column] === 1;
  }

  numbers(): Float32Array {
    if (this.#numbers !== undefined) return this.#numbers;
    const numbers = this.#rows.numbers[this.#column]!.subarray(0, this.#rows.rows);
    this.#numbers = numbers;
    if (this.areSmallNumbers) return numbers;
    for (let row = 0; row < numbers.length; row++) {
      if (numbers[row] !== numbers[row]) numbers[row] = this.#numberOfText(this.text(row));
    }
    return numbers;
  }

  text(row: number): string {
    const { bounds, numbers } = this.#rows;
    const before = row * (numbers.length + 1) + this.#column;
    return this.#texts.read(bounds[before]! + 1, bounds[before + 1]!);
  }

  #numberOfText(text: string): number {
    return text === '' ? Number.NaN : decimalOf(text.replace(this.#decimal, '.'));
  }
}
