import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { columnsOf, type Written } from './columns.ts';
import type { PredictedRow } from './predicted-row.ts';

/** Writes rows as they come. */
export interface RowWriter {
  write(rows: readonly PredictedRow[]): Promise<void>;
  /** Nothing is written after it. */
  finish(): Promise<void>;
}

/** A form of output. */
export interface OutputFormat {
  /** How names of files end that have it. */
  readonly endings: readonly string[];
  /** How rows are written as text, which may go to standard output. */
  readonly openText?: (stream: Writable, written: Written) => Promise<RowWriter>;
  /** How they are written to a file. */
  readonly openFile?: (path: string, written: Written) => Promise<RowWriter>;
}

/** The forms by name. Their packages are loaded when one is opened. */
export const OUTPUT_FORMATS = {
  csv: { endings: ['.csv'], openText: openCsv },
  jsonl: { endings: ['.jsonl', '.ndjson'], openText: openJsonLines },
  npy: { endings: ['.npy'], openFile: openNpy },
  parquet: { endings: ['.parquet'], openFile: openParquet },
} as const satisfies Record<string, OutputFormat>;

export type FormatName = keyof typeof OUTPUT_FORMATS;

async function openCsv(stream: Writable, written: Written): Promise<RowWriter> {
  const { stringify } = await import('csv-stringify/sync');
  const columns = columnsOf(written);
  const put = (cells: readonly unknown[][]) =>
    writeText(stream, stringify([...cells], { cast: { boolean: String } }));
  await put([columns.map(({ name }) => name)]);
  return {
    write: (rows) => put(rows.map((row) => columns.map((column) => column.of(row)))),
    finish: async () => {},
  };
}

async function openJsonLines(
  stream: Writable,
  { classes, abstained }: Written,
): Promise<RowWriter> {
  const objectOf = (row: PredictedRow) => {
    const { file, row: number, problem: error, prediction } = row;
    return {
      ...{ file, row: number, error },
      ...(prediction && {
        ...prediction,
        ...(abstained && { abstained: abstained.has(row) }),
        probabilities: Object.fromEntries(
          classes.map((name, label) => [name, prediction.probabilities[label]]),
        ),
      }),
    };
  };
  return {
    write: (rows) =>
      writeText(stream, rows.map((row) => `${JSON.stringify(objectOf(row))}\n`).join('')),
    finish: async () => {},
  };
}

async function writeText(stream: Writable, text: string): Promise<void> {
  if (text !== '' && !stream.write(text)) await once(stream, 'drain');
}

/** The probabilities alone, float32 [items, classes]: NaN where one could not be predicted. */
async function openNpy(path: string, { classes }: Written): Promise<RowWriter> {
  const { encodeNpy, writeFileAtomically } = await import('@chorus/run-files');
  const parts: Float32Array[] = [];
  return {
    async write(rows) {
      const values = new Float32Array(rows.length * classes.length).fill(NaN);
      for (const [at, { prediction }] of rows.entries()) {
        if (prediction) values.set(prediction.probabilities, at * classes.length);
      }
      parts.push(values);
    },
    async finish() {
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      const all = new Float32Array(length);
      let filled = 0;
      for (const part of parts) {
        all.set(part, filled);
        filled += part.length;
      }
      writeFileAtomically(path, encodeNpy(all, [length / classes.length, classes.length]));
    },
  };
}

async function openParquet(path: string, written: Written): Promise<RowWriter> {
  const { fileWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const columns = columnsOf(written);
  const dataOf = (rows: readonly PredictedRow[]) =>
    columns.map(({ name, type, of }) => ({ name, type, data: rows.map((row) => of(row)) }));
  const schema = schemaFromColumnData({ columnData: dataOf([]) });
  const writer = new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'Chorus' });
  return {
    async write(rows) {
      await writer.write({ columnData: dataOf(rows), rowGroupSize: Infinity });
    },
    finish: async () => writer.finish(),
  };
}
