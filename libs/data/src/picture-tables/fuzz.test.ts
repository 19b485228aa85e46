import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import { FUZZ_SEED, mutantsOf } from '../testing/mutants.ts';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openPictureDataset } from './open-picture-dataset.ts';

const MUTANTS = 60;
/** More than all that small files need. */
const MOST_BYTES = 160 * 2 ** 20;

const WRITE = `
import io, sys
import pyarrow as pa, pyarrow.parquet as pq
from PIL import Image
rows = []
for number in range(24):
    picture = Image.new('RGB', (6, 8), (10 * number, 90 * (number % 2), 7))
    out = io.BytesIO()
    picture.save(out, 'PNG')
    rows.append({'image': {'bytes': out.getvalue(), 'path': None}, 'label': number % 2})
kind = pa.struct([('bytes', pa.binary()), ('path', pa.string())])
table = pa.Table.from_pylist(rows, schema=pa.schema([('image', kind), ('label', pa.int64())]))
for name, options in {
    'usual': {}, 'second': dict(data_page_version='2.0', compression='gzip'),
    'packed': dict(compression='zstd', use_dictionary=False), 'plain': dict(compression='none', row_group_size=10),
}.items():
    pq.write_table(table, f'{sys.argv[1]}/{name}.parquet', **options)
`;

test(
  `mutated tables of pictures give samples, or an error of DatasetError in one line; seed ${FUZZ_SEED} (CHORUS_FUZZ_SEED takes another)`,
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
      expect(Math.min(outcomes.errors, outcomes.values), name).toBeGreaterThan(0);
    }
  },
);

async function readWithinBounds(path: string, mutant: Buffer): Promise<'errors' | 'values'> {
  const before = process.memoryUsage().arrayBuffers;
  try {
    const options = { unreadable: 'leave-out', missingLabels: 'leave-out' } as const;
    const dataset = await openPictureDataset(path, options);
    if (dataset === undefined) return 'errors'; // Its pictures are no pictures any more.
    const { splits, classes } = dataset;
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

test(
  'a page that says more values than its row group has is refused',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (context) => {
    const folder = await temporaryFolder();
    await runPython(context, WRITE, folder);
    const path = join(folder, 'plain.parquet');
    const bytes = await readFile(path);
    // Of the first page's header: a struct, then 10 values (doubled, as Thrift has it), of a dictionary, and RLE for both levels.
    const at = bytes.indexOf(Buffer.from('2c15141510150615', 'hex'));
    expect(at).toBeGreaterThan(0);
    bytes[at + 2] = 2 * 63;
    await writeFile(path, bytes);
    await expect(openPictureDataset(path, {})).rejects.toThrow(
      /plain\.parquet, rows 1 to 10: cannot be decoded \(its pages have 63 values for 10 rows\)/,
    );
  },
);
