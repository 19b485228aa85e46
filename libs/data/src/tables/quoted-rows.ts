import { CsvError, Parser } from 'csv-parse';
import { printable } from '../printable.ts';
import { DatasetError } from '../dataset-error.ts';
import { raggedRow, TextCells, type CsvPiece, type CsvShape } from './csv-piece.ts';
import type { CsvDialect } from './csv-dialect.ts';

/** A row longer than this is no table's: a quote was opened and never closed. */
const LONGEST_ROW_BYTES = 1024 * 1024;

/** Cuts blocks of CSV that may have quotes: a cell in quotes may hold separators, line ends and doubled quotes. */
export class QuotedRows {
  readonly #shape: CsvShape;
  readonly #newline: number;
  readonly #lineBreak: string;
  readonly #parser: Parser;
  #records: string[][] = [];
  #lines: number[] = [];
  #nextLine: number;
  #emptyLines = 0;
  #endsLine = false;
  #failure: unknown;

  /** @param firstLine the line that the first block begins with, counted from 1 */
  constructor(shape: CsvShape, dialect: CsvDialect, firstLine: number) {
    this.#shape = shape;
    this.#nextLine = firstLine;
    this.#newline = dialect.newline;
    this.#lineBreak = String.fromCharCode(dialect.newline);
    this.#parser = new Parser({
      delimiter: dialect.delimiter,
      // Programs that write CRLF to a file that makes CRLF of LF leave the first.
      record_delimiter: dialect.newline === 10 ? ['\r\r\n', '\r\n', '\n'] : ['\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: LONGEST_ROW_BYTES,
      on_record: (record: string[], { empty_lines: emptyLines }) => {
        this.#add(record, emptyLines);
        return null;
      },
    });
    this.#parser.on('error', (reason) => (this.#failure ??= reason));
    this.#parser.resume();
  }

  /**
   * The rows that end within the block.
   *
   * @param decimal what stands in a number before its fraction
   * @throws DatasetError `corrupt`, naming the line, when quotes are broken or a row has another width
   */
  async cut(block: Buffer, decimal: '.' | ','): Promise<CsvPiece> {
    this.#endsLine = block.at(-1) === this.#newline;
    await new Promise<void>((resolve) => this.#parser.write(block, () => resolve()));
    return this.#taken(decimal);
  }

  /** The rows that are left behind the last block. */
  async end(decimal: '.' | ','): Promise<CsvPiece> {
    await new Promise<void>((resolve) => this.#parser.end(() => resolve()));
    const piece = this.#taken(decimal);
    // Behind the last line end the parser counts one more.
    this.#skip(this.#parser.info.empty_lines - (this.#endsLine ? 1 : 0));
    return piece;
  }

  #add(record: string[], emptyLines: number): void {
    this.#skip(emptyLines);
    if (record.length !== this.#shape.width) {
      throw raggedRow(this.#shape, this.#nextLine, record.length);
    }
    this.#records.push(record);
    this.#lines.push(this.#nextLine);
    this.#nextLine += 1 + record.reduce((sum, cell) => sum + this.#breaksIn(cell), 0);
  }

  /** @param emptyLines how many the parser has met so far */
  #skip(emptyLines: number): void {
    const skipped = emptyLines - this.#emptyLines;
    this.#shape.empty.add(this.#nextLine, skipped);
    this.#nextLine += skipped;
    this.#emptyLines = emptyLines;
  }

  #breaksIn(cell: string): number {
    return cell.includes(this.#lineBreak) ? cell.split(this.#lineBreak).length - 1 : 0;
  }

  #taken(decimal: '.' | ','): CsvPiece {
    if (this.#failure !== undefined) throw this.#refusal(this.#failure);
    const records = this.#records;
    const lines = this.#lines;
    this.#records = [];
    this.#lines = [];
    const options = { decimalComma: decimal === ',' };
    const columns = Array.from(
      { length: this.#shape.width },
      (_, column) => new TextCells(records, column, options),
    );
    return { columns, lines };
  }

  #refusal(reason: unknown): unknown {
    if (!(reason instanceof CsvError)) return reason;
    const where = `${this.#shape.source}, line ${this.#nextLine}`;
    return new DatasetError('corrupt', `${where}: ${whatIsWrong(reason)}`, { cause: reason });
  }
}

function whatIsWrong({ code, message }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed';
    case 'CSV_MAX_RECORD_SIZE':
      return 'a row of more than 1 MiB begins here; a quote may be opened and never closed';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote is in the middle of a cell; put the cell in quotes and double the quotes within';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a cell goes on behind its closing quote; double the quotes within a cell';
    default:
      return printable(message);
  }
}
