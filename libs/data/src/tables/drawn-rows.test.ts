import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SplitDraw } from '../split-draw.ts';
import { readSplit } from '../testing/read-split.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openTableDataset } from './open-table-dataset.ts';
import type { TableOptions } from './table-options.ts';

const SHARES = { test: 0.2, validation: 0.25, seed: 3 };

/** 60 rows of three classes; some have no label. */
const ROWS = Array.from({ length: 60 }, (_, row) => ({
  label: row % 10 === 4 ? '' : ['cat', 'dog', 'owl'][row % 3]!,
  line: row + 2,
}));

/** Which of the rows with a label stay in training. */
function trainingRows(): boolean[] {
  const draw = new SplitDraw(SHARES);
  return ROWS.map(({ label }) => label !== '' && draw.next(label) === 'train');
}

type CellsOf = (isTraining: boolean, row: number) => readonly [number | string, string];

async function opened(cellsOf: CellsOf, options: TableOptions, onlyTraining = false) {
  const isTraining = trainingRows();
  const path = join(await temporaryFolder(), 'train.csv');
  const lines = ROWS.map(({ label }, row) => [...cellsOf(isTraining[row]!, row), label].join(','));
  const written = lines.filter((_, row) => !onlyTraining || isTraining[row]);
  await writeFile(path, `size,colour,label\n${written.join('\n')}\n`);
  return openTableDataset(path, { missingLabels: 'leave-out', ...options });
}

const odd: CellsOf = (isTraining, row) =>
  isTraining ? [row, ['red', 'blue'][row % 2]!] : [row % 4 === 1 ? '' : 1e6 + row, `other ${row}`];

test('columns are learnt of the rows that stay in training alone; classes and samples are all', async () => {
  const dataset = await opened(odd, { shares: SHARES });
  const alone = await opened(odd, {}, true);
  expect(dataset.preparation).toEqual(alone.preparation);
  const labels = ROWS.filter(({ label }) => label !== '').map(({ label }) =>
    ['cat', 'dog', 'owl'].indexOf(label),
  );
  const { train } = dataset.splits;
  expect([...train.labels]).toEqual(labels);
  expect(train.samples).toBe(labels.length);
  const read = await readSplit(train);
  expect(read.labels).toEqual(labels);
  const [{ fill }] = dataset.preparation.columns as unknown as [{ fill: number }];
  const isTraining = trainingRows();
  expect(read.values).toEqual(
    [...ROWS.keys()]
      .filter((row) => ROWS[row]!.label !== '')
      .flatMap((row) => {
        const [size, colour] = odd(isTraining[row]!, row);
        return [size === '' ? fill : size, ['blue', 'red'].indexOf(colour) + 1];
      }),
  );
});

test('what is changed in the rows that are drawn is counted with the rest', async () => {
  const { findings } = await opened(odd, { shares: SHARES });
  const isTraining = trainingRows();
  const drawn = [...ROWS.keys()].filter((row) => ROWS[row]!.label !== '' && !isTraining[row]);
  const missing = drawn.filter((row) => row % 4 === 1).length;
  expect(missing).toBeGreaterThan(1);
  expect(findings).toContainEqual({
    kind: 'changed',
    count: missing,
    text: expect.stringMatching(
      new RegExp(`^${missing} missing numbers in column "size" of .* are filled`),
    ) as string,
  });
  expect(findings).toContainEqual({
    kind: 'changed',
    count: drawn.length,
    text: expect.stringMatching(
      new RegExp(`^${drawn.length} cells in column "colour" .* that training does not have`),
    ) as string,
  });
});

test('a number among the categories of a row that is drawn is another category', async () => {
  const isTraining = trainingRows();
  const row = isTraining.findIndex((is, at) => !is && ROWS[at]!.label !== '');
  const cellsOf: CellsOf = (_, at) => [at === row ? 7 : 'wide', 'red'];
  const { findings, splits } = await opened(cellsOf, { shares: SHARES });
  expect(findings.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^1 cell in column "size" of .* does not have \("7"\) becomes/),
  );
  const { values } = await readSplit(splits.train);
  expect(values.filter((_, index) => index % 2 === 0).filter((value) => value === 0)).toHaveLength(
    1,
  );
});

test('a text among the numbers of a row that is drawn is refused by its line', async () => {
  const row = trainingRows().findIndex((is, at) => !is && ROWS[at]!.label !== '');
  const cellsOf: CellsOf = (_, at) => [at === row ? 'wide' : at, 'red'];
  await expect(opened(cellsOf, { shares: SHARES })).rejects.toThrow(
    `train.csv, line ${ROWS[row]!.line}: column "size" holds "wide", but numbers in training`,
  );
});
