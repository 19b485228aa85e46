import { open } from 'node:fs/promises';
import { printable } from '../printable.ts';
import { DatasetError, onDisk } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { csvBlocks, encodingOf, requireNotCancelled, type TextEncoding } from './csv-blocks.ts';
import {
  decimalIn,
  decimalWithoutFractions,
  DELIMITER_NAMES,
  recogniseDialect,
  type CsvDialect,
} from './csv-dialect.ts';
import { readHeader } from './csv-header.ts';
import { LaterCells, type CsvPiece, type CsvShape } from './csv-piece.ts';
import { EmptyLines } from './empty-lines.ts';
import { FileState } from '../file-state.ts';
import { plainPiece } from './plain-piece.ts';
import { cutPlainRows } from './plain-rows.ts';
import { QuotedRows } from './quoted-rows.ts';
import { readPlainParts, threadingOf, type Threading } from './threads/plain-parts.ts';
import type { TableOptions } from './table-options.ts';
import type { Table, TableColumn, TablePiece } from './table.ts';
import { whileUnchanged } from './while-unchanged.ts';

/** Enough to recognise a dialect, and for a header. */
const START_BYTES = 256 * 1024;
const QUOTE = 34;

/**
 * Opens a CSV file: recognises its encoding, separators and header.
 *
 * @param threading how its rows are cut; default as fits its size and the machine
 * @throws DatasetError `missing`; `corrupt` when it is empty, its header names a column twice or is no header; `storage`
 */
export async function openCsvTable(
  path: string,
  options: TableOptions = {},
  threading?: Threading,
): Promise<Table> {
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
  const layout = { encoding, dialect, columns, header: options.header ?? true };
  return new CsvTable(state, layout, threading ?? threadingOf(state.size));
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

/** A line of a file, and its first byte. */
interface CsvPlace {
  start: number;
  /** Counted from 1. */
  line: number;
}

class CsvTable implements Table {
  readonly source: string;
  readonly columns: readonly TableColumn[];
  readonly #state: FileState;
  readonly #threading: Threading;
  #layout: CsvLayout;
  /** Of the last reading. */
  #empty = new EmptyLines();

  constructor(state: FileState, layout: CsvLayout, threading: Threading) {
    this.source = state.source;
    this.columns = layout.columns;
    this.#state = state;
    this.#layout = layout;
    this.#threading = threading;
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

  /** All rows, the header's too: those of the parts that threads can cut, then the rest. */
  async *#cut(signal?: AbortSignal): AsyncGenerator<CsvPiece> {
    this.#empty = new EmptyLines();
    const shape = { source: this.source, width: this.columns.length, empty: this.#empty };
    const place = { start: this.#layout.encoding.mark, line: 1 };
    yield* this.#cutInThreads(shape, place, signal);
    yield* this.#cutHere(shape, place, signal);
  }

  /** @param place where the rows begin; left where the first ones that must be cut otherwise do */
  async *#cutInThreads(
    shape: CsvShape,
    place: CsvPlace,
    signal?: AbortSignal,
  ): AsyncGenerator<CsvPiece> {
    const { dialect, encoding } = this.#layout;
    if (encoding.name !== 'UTF-8') return;
    const { path, size } = this.#state;
    const syntax = { ...dialect, width: shape.width };
    const file = { path, textStart: place.start, syntax };
    requireNotCancelled(this.source, signal);
    for await (const { block, rows, decimal, end } of readPlainParts(file, size, this.#threading)) {
      const piece = plainPiece(asBuffer(block), rows, { ...syntax, decimal }, shape, place.line);
      place.line += rows.lineCount;
      place.start = end;
      yield piece;
      requireNotCancelled(this.source, signal);
    }
  }

  /** From the first block with a quote on, the parser that knows quotes cuts the rows. */
  async *#cutHere(
    shape: CsvShape,
    { start, line: firstLine }: CsvPlace,
    signal?: AbortSignal,
  ): AsyncGenerator<CsvPiece> {
    const { dialect, encoding } = this.#layout;
    const text = { path: this.#state.path, encoding, newline: dialect.newline, start };
    let line = firstLine;
    let quoted: QuotedRows | undefined;
    for await (const block of csvBlocks(text, signal)) {
      const decimal = this.#decimalFrom(block);
      if (block.includes(QUOTE)) quoted ??= new QuotedRows(shape, dialect, line);
      if (quoted !== undefined) {
        yield await quoted.cut(block, decimal);
        continue;
      }
      const syntax = { ...dialect, decimal, width: shape.width };
      const rows = cutPlainRows(block, syntax);
      yield plainPiece(block, rows, syntax, shape, line);
      line += rows.lineCount;
    }
    if (quoted !== undefined) yield await quoted.end(this.#layout.dialect.decimal ?? '.');
  }

  /** The mark before fractions from this block on. In blocks before the first with a fraction either reads the same. */
  #decimalFrom(block: Buffer): '.' | ',' {
    const { dialect } = this.#layout;
    const known = dialect.decimal ?? decimalWithoutFractions(block);
    if (known !== undefined) return known;
    const decimal = decimalIn(block.toString('latin1'), dialect.delimiter);
    this.#layout = { ...this.#layout, dialect: { ...dialect, decimal } };
    return decimal ?? '.';
  }
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, length);
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
