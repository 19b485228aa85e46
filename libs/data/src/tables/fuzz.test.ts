import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import { FUZZ_SEED, mutantsOf } from '../testing/mutants.ts';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openTableDataset } from './open-table-dataset.ts';

const MUTANTS = 100;
/** More than all that small files need. */
const MOST_BYTES = 128 * 2 ** 20;

const WRITE = `
import sys
import pyarrow as pa, pyarrow.csv, pyarrow.parquet as pq
rows = 60
table = pa.table({
    'size': pa.array([None if row % 7 == 3 else row * 1.5 - 20 for row in range(rows)]),
    'count': pa.array([row * row for row in range(rows)]),
    'colour': pa.array(['red', 'blue', None] * (rows // 3)),
    'sold': pa.array([row % 4 == 1 for row in range(rows)]),
    'label': pa.array(['cat', 'dog', 'owl'] * (rows // 3)),
})
folder = sys.argv[1]
plain = dict(use_dictionary=False, column_encoding={'size': 'BYTE_STREAM_SPLIT', 'count': 'DELTA_BINARY_PACKED', 'colour': 'DELTA_BYTE_ARRAY'})
for name, options in {
    'usual': {}, 'second': dict(data_page_version='2.0', compression='gzip'),
    'encodings': dict(compression='zstd', **plain), 'plain': dict(compression='none', use_dictionary=False, row_group_size=25),
}.items():
    pq.write_table(table, f'{folder}/{name}.parquet', **options)
pyarrow.csv.write_csv(table, folder + '/quoted.csv')
pyarrow.csv.write_csv(table, folder + '/plain.csv', pyarrow.csv.WriteOptions(quoting_style='none'))
text = open(folder + '/plain.csv').read()
open(folder + '/lines.csv', 'w', newline='').write(text.replace('\\n', '\\r\\n\\r\\n'))
open(folder + '/comma.csv', 'w').write(text.replace(',', ';').replace('.', ','))
open(folder + '/wide.csv', 'w', encoding='utf-16').write(text)
`;

test(
  `mutated tables give values, or an error of DatasetError in one line; seed ${FUZZ_SEED} (CHORUS_FUZZ_SEED takes another)`,
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (context) => {
    const folder = await temporaryFolder();
    await runPython(context, WRITE, folder);
    for (const name of await readdir(folder)) {
      const whole = await readFile(join(folder, name));
      const path = join(folder, `mutant-${name}`);
      const outcomes = { errors: 0, values: 0 };
      for (const mutant of mutantsOf(name, whole, MUTANTS)) {
        await writeFile(path, mutant);
        outcomes[await readWithinBounds(path, mutant)]++;
      }
      expect(Math.min(outcomes.errors, outcomes.values), name).toBeGreaterThan(MUTANTS / 40);
    }
  },
);

async function readWithinBounds(path: string, mutant: Buffer): Promise<'errors' | 'values'> {
  const before = process.memoryUsage().arrayBuffers;
  try {
    const { splits, classes } = await openTableDataset(path, { missingLabels: 'leave-out' });
    let samples = 0;
    for await (const { labels } of splits.train.read()) {
      samples += labels.length;
      expect(labels.every((label) => label >= 0 && label < classes.length)).toBe(true);
    }
    expect(samples).toBe(splits.train.samples);
    return 'values';
  } catch (reason) {
    expect(reason, mutant.toString('base64')).toBeInstanceOf(DatasetError);
    expect((reason as Error).message).not.toMatch(/[\n\r]/);
    return 'errors';
  } finally {
    const bytes = process.memoryUsage().arrayBuffers - before;
    expect(bytes, mutant.toString('base64')).toBeLessThan(MOST_BYTES);
  }
}
