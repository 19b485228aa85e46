import { open } from 'node:fs/promises';
import { printable } from '../printable.ts';
import { DatasetError, onDisk } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { csvBlocks, encodingOf, type TextEncoding } from './csv-blocks.ts';
import { decimalIn, DELIMITER_NAMES, recogniseDialect, type CsvDialect } from './csv-dialect.ts';
import { readHeader } from './csv-header.ts';
import { LaterCells, type CsvPiece } from './csv-piece.ts';
import { EmptyLines } from './empty-lines.ts';
import { FileState } from '../file-state.ts';
import { cutPlainRows } from './plain-rows.ts';
import { QuotedRows } from './quoted-rows.ts';
import type { TableOptions } from './table-options.ts';
import type { Table, TableColumn, TablePiece } from './table.ts';
import { whileUnchanged } from './while-unchanged.ts';

/** Enough to recognise a dialect, and for a header. */
const START_BYTES = 256 * 1024;
const QUOTE = 34;
const COMMA = 44;
const POINT = 46;

/**
 * Opens a CSV file: recognises its encoding, separators and header.
 *
 * @throws DatasetError `missing`; `corrupt` when it is empty, its header names a column twice or is no header; `storage`
 */
export async function openCsvTable(path: string, options: TableOptions = {}): Promise<Table> {
  const state = await FileState.of(path);
  const start = await readStart(path);
  const { source } = state;
  const encoding = encodingOf(start);
  const text = new TextDecoder(encoding.name).decode(start.subarray(encoding.mark));
  if (text.includes('\0')) {
    throw new DatasetError(
      'corrupt',
      `${source} holds NUL bytes: it is UTF-16 without a mark, or no text; save it as UTF-8`,
    );
  }
  if (text.trim() === '') throw new DatasetError('corrupt', `${source} is empty`);
  requireWholeLine(state, text);
  const dialect = recogniseDialect(text, state.size <= START_BYTES);
  const columns = readHeader(source, text, dialect, options);
  return new CsvTable(state, { encoding, dialect, columns, header: options.header ?? true });
}

/** @throws DatasetError `corrupt` when the first line is longer than what was read */
function requireWholeLine({ source, size }: FileState, start: string): void {
  if (size <= START_BYTES || /[\n\r]/.test(start)) return;
  throw new DatasetError(
    'corrupt',
    `${source} has a first line of more than 256 KiB; it is no CSV file`,
  );
}

async function readStart(path: string): Promise<Buffer> {
  return onDisk('read', printable(path), async () => {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  });
}

interface CsvLayout {
  readonly encoding: TextEncoding;
  readonly dialect: CsvDialect;
  readonly columns: readonly TableColumn[];
  readonly header: boolean;
}

class CsvTable implements Table {
  readonly source: string;
  readonly columns: readonly TableColumn[];
  readonly #state: FileState;
  #layout: CsvLayout;
  /** Of the last reading. */
  #empty = new EmptyLines();

  constructor(state: FileState, layout: CsvLayout) {
    this.source = state.source;
    this.columns = layout.columns;
    this.#state = state;
    this.#layout = layout;
  }

  get findings(): readonly Finding[] {
    return [...findingsOf(this.source, this.#layout), ...this.#empty.findings(this.source)];
  }

  requireUnchanged(): Promise<void> {
    return this.#state.requireUnchanged();
  }

  pieces(signal?: AbortSignal): AsyncGenerator<TablePiece> {
    return whileUnchanged(this.#state, this.#read(signal));
  }

  async *#read(signal?: AbortSignal): AsyncGenerator<TablePiece> {
    let header = this.#layout.header;
    for await (const { columns, lines } of this.#cut(signal)) {
      if (lines.length === 0) continue;
      const first = header ? 1 : 0;
      yield {
        rows: lines.length - first,
        columns: header ? columns.map((cells) => new LaterCells(cells)) : columns,
        placeOf: (row) => `line ${lines[row + first]}`,
      };
      header = false;
    }
  }

  /** All rows, the header's too. From the first block with a quote on, the parser that knows quotes cuts them. */
  async *#cut(signal?: AbortSignal): AsyncGenerator<CsvPiece> {
    const { dialect, encoding } = this.#layout;
    this.#empty = new EmptyLines();
    const shape = { source: this.source, width: this.columns.length, empty: this.#empty };
    let line = 1;
    let quoted: QuotedRows | undefined;
    for await (const block of csvBlocks(this.#state.path, encoding, dialect.newline, signal)) {
      const decimal = this.#decimalFrom(block);
      if (block.includes(QUOTE)) quoted ??= new QuotedRows(shape, dialect, line);
      if (quoted !== undefined) {
        yield await quoted.cut(block, decimal);
        continue;
      }
      const piece = cutPlainRows(block, shape, { ...dialect, decimal }, line);
      line += piece.lineCount;
      yield piece;
    }
    if (quoted !== undefined) yield await quoted.end(this.#layout.dialect.decimal ?? '.');
  }

  /** The mark before fractions from this block on. In blocks before the first with a fraction either reads the same. */
  #decimalFrom(block: Buffer): '.' | ',' {
    const { dialect } = this.#layout;
    if (dialect.decimal !== undefined) return dialect.decimal;
    if (!block.includes(POINT) && !block.includes(COMMA)) return '.';
    const decimal = decimalIn(block.toString('latin1'), dialect.delimiter);
    this.#layout = { ...this.#layout, dialect: { ...dialect, decimal } };
    return decimal ?? '.';
  }
}

function findingsOf(source: string, { encoding, dialect, columns, header }: CsvLayout): Finding[] {
  const marked = encoding.mark > 0 ? ' with a byte order mark' : '';
  const comma = dialect.decimal === ',' ? ' and numbers with a decimal comma' : '';
  const cells =
    columns.length > 1 ? `, with ${DELIMITER_NAMES[dialect.delimiter]} between cells` : '';
  const texts = [`${source} is ${encoding.name}${marked}${cells}${comma}.`];
  if (!header) {
    texts.push(`The columns of ${source}, which has no header, are named by their places.`);
  }
  return texts.map((text) => ({ kind: 'recognised', text }));
}
