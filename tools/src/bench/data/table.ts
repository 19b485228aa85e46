// A table of 1,000,000 rows and 20 columns, 19 of numbers and the label: all that making the dataset file reads of it,
// against pandas and pyarrow reading it once.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Bench, Figures } from '../bench.ts';
import { tablesPython } from '../python-environment.ts';
import type { Contenders, RowOf } from '../row-of.ts';
import { answerOf, runProgram } from '../run-program.ts';
import { atMost } from '../target.ts';

const ROWS = 1_000_000;

export const TABLE_CONTENDERS = {
  'pandas CSV': (bench) => python(bench, 'pandas_csv.py', 'csv'),
  'Chorus CSV': (bench) => chorus(bench, 'csv'),
  'pyarrow Parquet': (bench) => python(bench, 'pyarrow_parquet.py', 'parquet'),
  'Chorus Parquet': (bench) => chorus(bench, 'parquet'),
} satisfies Contenders;

export const TABLE_ROWS: readonly RowOf<keyof typeof TABLE_CONTENDERS, 'data'>[] = [
  {
    work: 'data',
    title: 'CSV, 1,000,000 × 20: Chorus / pandas',
    figure: ['Chorus CSV', 'seconds'],
    dividedBy: ['pandas CSV', 'seconds'],
    target: atMost(3),
  },
  {
    work: 'data',
    title: 'CSV, 1,000,000 × 20: memory of Chorus',
    figure: ['Chorus CSV', 'megabytes'],
    unit: 'MB',
    target: atMost(1000),
  },
  {
    work: 'data',
    title: 'Parquet, 1,000,000 × 20: Chorus / pyarrow',
    figure: ['Chorus Parquet', 'seconds'],
    dividedBy: ['pyarrow Parquet', 'seconds'],
    target: atMost(5),
  },
];

async function chorus(bench: Bench, extension: string): Promise<Figures> {
  return answer([process.execPath, program('chorus-table.ts'), await table(bench, extension)]);
}

async function python(bench: Bench, name: string, extension: string): Promise<Figures> {
  return answer([tablesPython(), program(name), await table(bench, extension)]);
}

async function answer(command: readonly [string, ...string[]]): Promise<Figures> {
  return answerOf<Figures>((await runProgram(command)).stdout);
}

/** The path of the table, which is written the first time. */
async function table({ folder, dataShare }: Bench, extension: string): Promise<string> {
  const file = path.join(folder, `table.${extension}`);
  if (!existsSync(file)) {
    const rows = String(Math.ceil(ROWS * dataShare));
    await runProgram([
      tablesPython(),
      program('write_tables.py'),
      path.join(folder, 'table'),
      rows,
    ]);
  }
  return file;
}

function program(name: string): string {
  return path.join(import.meta.dirname, name);
}
