import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openTableDataset } from './open-table-dataset.ts';
import { TableSource } from '../prediction/table-source.ts';
import type { TableOptions } from './table-options.ts';
import { readSplit } from '../testing/read-split.ts';

const casesDir = process.env['CHORUS_CASES_DIR'];

/** The rows of every case that is a variant of the plain one, as Python reads them. */
const PLAIN_ROWS = `
import csv, json, sys
rows = list(csv.reader(open(sys.argv[1] + '/D22-csv-plain/train.csv')))[1:]
print(json.dumps([[float(a), float(b), label] for a, b, label in rows]))
`;

type Row = readonly [number, number, string];

interface Read {
  readonly options?: TableOptions;
  readonly classes?: readonly string[];
  readonly says?: RegExp;
}

/** Cases with the rows of the plain one, but for the classes' names: those of cat, dog and owl. */
const SAME: Record<string, Read> = {
  'D22-csv-plain': { says: /is UTF-8, with commas between cells\.$/ },
  'D22-csv-bom-crlf': { says: /UTF-8 with a byte order mark/ },
  'D22-csv-utf16': { says: /UTF-16LE with a byte order mark/ },
  'D22-csv-no-final-newline': {},
  'D22-csv-no-header': {
    options: { header: false, target: 'column 3' },
    says: /named by their places/,
  },
  'D23-csv-na-class': { classes: ['NA', 'null', 'nan'] },
  'D23-csv-zero-padded': { classes: ['001', '01', '1'] },
  'D23-csv-bool-class': { classes: ['true', 'false', 'yes'] },
  'D24-csv-quoted': { classes: ['cat, the\\u000asmall "one"', 'dog', 'owl'] },
  'D24-csv-semicolon-comma': { says: /semicolons between cells and numbers with a decimal comma/ },
  'D24-csv-tab': { says: /tabs between cells/ },
};

const REFUSED: Record<string, RegExp> = {
  'D22-csv-no-header': /no column "label".*dataset\.target.*dataset\.header: false/,
  'D22-csv-empty': /train\.csv is empty$/,
  'D22-csv-only-header': /train\.csv names its columns, but has no rows/,
  'D22-csv-duplicate-columns': /columns 1 and 2 are both named "a"/,
  'D24-csv-ragged': /train\.csv, line 62: 2 cells, where the first line has 3/,
  'D25-csv-missing': /line 67: the label in column "label" is empty.*missingLabels/,
  'D29-parquet-int64': /column "a": its numbers are all the same as float32.*1152921504606846977/,
  'D29-parquet-nested': /column "a" is nested/,
  'D29-parquet-zero-rows': /train\.parquet has no rows$/,
};

async function makeCases(context: Parameters<typeof runPython>[0]): Promise<string> {
  if (casesDir === undefined) return context.skip('CHORUS_CASES_DIR is not set');
  const folder = await temporaryFolder();
  await runPython(context, { file: join(casesDir, 'datasets.py') }, folder);
  return folder;
}

describe('the cases of odd tables', { timeout: PYTHON_SETUP_TIMEOUT_MS }, () => {
  test('are read as Python reads them, or refused by name', async (context) => {
    const folder = await makeCases(context);
    const rows = JSON.parse(await runPython(context, PLAIN_ROWS, folder)) as Row[];
    for (const [name, read] of Object.entries(SAME)) {
      await expectSame(join(folder, name), read, rows);
    }
    for (const [name, message] of Object.entries(REFUSED)) {
      const refused = expect(openTableDataset(join(folder, name)), name).rejects;
      await refused.toBeInstanceOf(DatasetError);
      await refused.toThrow(message);
    }
    await expectFilled(folder, rows);
    await expectOther(folder);
    await expectParquet(folder, rows);
    const two = await openTableDataset(join(folder, 'D28-csv-two-classes'));
    expect(two).toMatchObject({ classes: ['cat', 'dog'], splits: { train: { samples: 40 } } });
  });
});

async function expectSame(path: string, { options, classes, says }: Read, rows: readonly Row[]) {
  const dataset = await openTableDataset(path, options);
  const { values, labels } = await readSplit(dataset.splits.train);
  expect(values, path).toEqual(rows.flatMap(([a, b]) => [Math.fround(a), Math.fround(b)]));
  const names = classes ?? ['cat', 'dog', 'owl'];
  const plain = ['cat', 'dog', 'owl'];
  expect(
    labels.map((label) => dataset.classes[label]),
    path,
  ).toEqual(rows.map(([, , label]) => names[plain.indexOf(label)]));
  if (says) {
    expect(dataset.findings.map(({ text }) => text)).toContainEqual(expect.stringMatching(says));
  }
}

async function expectFilled(folder: string, rows: readonly Row[]) {
  const path = join(folder, 'D25-csv-missing');
  const dataset = await openTableDataset(path, { missingLabels: 'leave-out' });
  // Beside the plain rows, column a holds 1.0 twice.
  const a = [...rows.map(([value]) => Math.fround(value)), 1, 1].sort((x, y) => x - y);
  const fill = Math.fround((a[30]! + a[31]!) / 2);
  expect(dataset.preparation.columns[0]).toEqual({ name: 'a', kind: 'number', fill });
  const { values } = await readSplit(dataset.splits.train);
  expect([60, 61, 62].map((row) => values[2 * row])).toEqual([fill, fill, fill]);
  const texts = dataset.findings.map(({ text }) => text);
  expect(texts).toContainEqual(
    expect.stringMatching(/^3 missing \("-" and "\?" among them\) numbers in column "a"/),
  );
  expect(texts).toContainEqual(
    expect.stringMatching(/^1 missing \("NaN" among them\) and 1 infinite numbers in column "b"/),
  );
  expect(texts).toContainEqual(
    expect.stringMatching(/^1 row of .* without a label .* is left out\.$/),
  );
}

async function expectOther(folder: string) {
  const path = join(folder, 'D26-csv-text-column');
  const { preparation, findings } = await openTableDataset(path);
  expect(preparation.columns[0]).toEqual({
    name: 'colour',
    kind: 'category',
    categories: ['blue', 'red'],
  });
  expect(findings).toContainEqual(expect.objectContaining({ kind: 'left-out', count: 1 }));
  const recorded = JSON.parse(JSON.stringify(preparation)) as typeof preparation;
  const later = await TableSource.open(join(path, 'predict.csv'), recorded);
  const pieces = await Array.fromAsync(later.read());
  expect(pieces.map(({ values }) => values)).toEqual([Float32Array.of(0, 0.5, 0, 0.5)]);
  const texts = later.findings.map(({ text }) => text);
  expect(texts).toContainEqual(expect.stringMatching(/^1 empty cell in column "colour"/));
  expect(texts).toContainEqual(
    expect.stringMatching(/^1 cell in column "colour" .* \("green"\) becomes/),
  );
}

async function expectParquet(folder: string, rows: readonly Row[]) {
  for (const variant of ['plain', 'zstd', 'dictionary', 'decimal']) {
    const dataset = await openTableDataset(join(folder, `D29-parquet-${variant}`));
    const { values, labels } = await readSplit(dataset.splits.train);
    expect(values, variant).toEqual(rows.map(([a]) => Math.fround(a)));
    expect(labels.slice(0, 4), variant).toEqual([0, 1, 2, 0]);
  }
  const nullable = await openTableDataset(join(folder, 'D29-parquet-nullable-int'));
  expect((await readSplit(nullable.splits.train)).values.slice(0, 9)).toEqual([
    30, 1, 2, 3, 4, 5, 6, 30, 8,
  ]);
  const pages = await openTableDataset(join(folder, 'D29-parquet-mixed-pages'));
  const { values } = await readSplit(pages.splits.train);
  expect(values).toHaveLength(60_000);
  expect(values.every((value, row) => value === (row < 30_000 ? row % 5000 : row - 30_000))).toBe(
    true,
  );
}
