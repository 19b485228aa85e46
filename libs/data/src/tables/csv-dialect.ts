import { parse } from 'csv-parse/sync';

/** What separates cells. */
export type Delimiter = ',' | ';' | '\t';

/** How a CSV file separates its cells and writes its numbers. */
export interface CsvDialect {
  readonly delimiter: Delimiter;
  /** What stands in a number before its fraction; undefined when no number with a fraction was seen. */
  readonly decimal: '.' | ',' | undefined;
  /** The byte that ends a line. */
  readonly newline: number;
}

const DELIMITERS = [',', ';', '\t'] as const;
/** The name of each delimiter in sentences. */
export const DELIMITER_NAMES = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const COMMA = 44;
const POINT = 46;

/**
 * Recognises the dialect from the start of a file.
 *
 * The delimiter is the one that cuts the first lines into the most cells, equally many in each line; else the one
 * with the most cells in the first line.
 *
 * @param start the file's first text
 * @param whole whether that is all; else its last line may be cut off
 */
export function recogniseDialect(start: string, whole: boolean): CsvDialect {
  const newline = !start.includes('\n') && start.includes('\r') ? CARRIAGE_RETURN : LINE_FEED;
  const candidates = DELIMITERS.map((delimiter) => {
    const rows = rowsOf(start, delimiter, whole);
    const width = rows[0]?.length ?? 0;
    return { delimiter, rows, width, even: rows.every((row) => row.length === width) };
  });
  const [best] = candidates.sort((a, b) => score(b) - score(a));
  const { delimiter } = best!;
  const lines = whole ? start : start.slice(0, start.lastIndexOf(String.fromCharCode(newline)) + 1);
  return { delimiter, decimal: decimalIn(lines, delimiter), newline };
}

/**
 * What stands before the fraction of numbers in a text of whole lines: a comma when the delimiter is another, some cell has one,
 * and none has a point. Undefined when no cell is a number with a fraction.
 */
export function decimalIn(text: string, delimiter: Delimiter): CsvDialect['decimal'] {
  if (delimiter === ',' || hasFraction(text, delimiter, '.')) return '.';
  return hasFraction(text, delimiter, ',') ? ',' : undefined;
}

/** What may stand before fractions in bytes without any: undefined when there may be some, as there are points or commas. */
export function decimalWithoutFractions(bytes: Buffer): '.' | undefined {
  return bytes.includes(POINT) || bytes.includes(COMMA) ? undefined : '.';
}

/** Whether some cell is a number with a fraction after this mark. */
function hasFraction(text: string, delimiter: Delimiter, mark: '.' | ','): boolean {
  if (!text.includes(mark)) return false;
  const number = mark === '.' ? '(?:\\d+\\.\\d*|\\.\\d+)' : '\\d+,\\d+';
  const border = `[${delimiter}\\r\\n"]`;
  const cell = `(?:^|${border})[ \\t]*[+-]?${number}(?:[eE][+-]?\\d+)?[ \\t]*(?=${border}|$)`;
  return new RegExp(cell).test(text);
}

/** Evenness counts only where there is more than one column: text without any delimiter is even. */
function score({ width, even }: { width: number; even: boolean }): number {
  return width > 1 ? width + (even ? 1e6 : 0) : 0;
}

/** The whole lines of the start, cut into cells. */
function rowsOf(start: string, delimiter: string, whole: boolean): string[][] {
  const records = parse(start, {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
  }) as string[][];
  return whole || records.length === 1 ? records : records.slice(0, -1);
}
