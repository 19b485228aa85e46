import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { writeDatasetFile } from './cached-dataset.ts';
import type { Dataset } from './dataset.ts';
import { datasetChunks } from './dataset-chunks.ts';
import { DatasetError } from './dataset-error.ts';
import { DatasetFile } from './dataset-file.ts';
import { encodeHeader } from './dataset-header.ts';
import { dataBytes } from './dataset-layout.ts';
import { SeededRandom } from './random.ts';
import { mutate } from './testing/mutate.ts';
import { runPython } from './testing/run-python.ts';
import { everything, smallDataset } from './testing/small-dataset.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const table = everything();
let path: string;

beforeEach(async () => {
  path = join(await temporaryFolder(), 'table.dataset');
  await writeDatasetFile(table, path);
});

test('the file is laid out as documented', async () => {
  const dataset = smallDataset();
  await writeDatasetFile(dataset, path);
  const bytes = await readFile(path);
  const dataStart = 8 + Number(bytes.readBigUInt64LE());
  expect(dataStart % 8).toBe(0);
  const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString('utf8', 8, dataStart));
  expect(tensors).toEqual({
    'train.labels': { dtype: 'I32', shape: [2], data_offsets: [0, 8] },
    'test.labels': { dtype: 'I32', shape: [1], data_offsets: [8, 12] },
    'train.values': { dtype: 'U8', shape: [2, 2, 2, 3], data_offsets: [12, 36] },
    'test.values': { dtype: 'U8', shape: [1, 2, 2, 3], data_offsets: [36, 48] },
  });
  expect(metadata).toMatchObject({
    ...{ format: 'chorus-dataset', version: '1', findings: '[]', sha256: dataset.sha256 },
  });
  expect(JSON.parse(metadata.description)).toEqual({
    name: 'shapes',
    synthetic: true,
    classes: ['disc', 'étoile'],
    sample: { shape: [2, 2, 3], type: 'uint8' },
    trainSamples: 2,
    testSamples: 1,
  });
  const labels = Buffer.of(1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0);
  const samples = [dataset.train.values, dataset.test.values] as Uint8Array[];
  expect(bytes.subarray(dataStart)).toEqual(Buffer.concat([labels, ...samples]));
});

test('the data begins where words of eight bytes may, however long the names are', () => {
  const starts = Array.from({ length: 8 }, (_, letters) => {
    const dataset = smallDataset({ classes: ['a'.repeat(letters), 'b'] });
    const [header] = datasetChunks(dataset, 2 ** 20);
    return header!.length;
  });
  expect(starts.map((start) => start % 8)).toEqual(Array(8).fill(0));
});

describe('an open file', () => {
  test('says what it holds before any sample is read', async () => {
    await using file = await DatasetFile.open(path, table.sha256);
    expect(file.description).toMatchObject({
      ...{ trainSamples: 5, validationSamples: 2, testSamples: 3 },
      ...{ columns: table.columns, normalisation: table.normalisation },
      preparation: table.preparation,
    });
    expect(file.findings).toEqual(table.findings);
  });

  test('gives labels, samples that follow each other, and rows from anywhere', async () => {
    await using file = await DatasetFile.open(path);
    for (const split of ['train', 'validation', 'test'] as const) {
      const { values, labels } = table[split]!;
      expect(await file.labels(split)).toEqual(labels);
      expect(await file.read(split, 1, labels.length)).toEqual(values.subarray(4));
    }
    expect(await file.gather('train', [4, 0, 4, 2])).toEqual(
      Float32Array.of(...[4, 0, 4, 2].flatMap((row) => rowOf(table, row))),
    );
    expect(await file.gather('train', [])).toEqual(new Float32Array(0));
  });

  test.for([[[5]], [[-1]], [[0.5]]])('refuses the rows %j of five', async ([rows]) => {
    await using file = await DatasetFile.open(path);
    await expect(file.gather('train', rows!)).rejects.toThrow(`row ${rows![0]} is not within`);
  });

  test('refuses samples and splits that it has not', async () => {
    await using file = await DatasetFile.open(path);
    await expect(file.read('train', 3, 6)).rejects.toThrow('3 to 6 are not within a split of 5');
    await writeDatasetFile(smallDataset(), path);
    await using other = await DatasetFile.open(path);
    await expect(other.labels('validation')).rejects.toThrow('has no validation split');
  });

  test('is verified by its bytes', async () => {
    await using whole = await DatasetFile.open(path);
    await whole.verify();
    const bytes = await readFile(path);
    bytes[bytes.length - 5]! ^= 1;
    await writeFile(path, bytes);
    await using damaged = await DatasetFile.open(path);
    await expect(damaged.verify()).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(`instead of ${table.sha256}; delete it`) as string,
    });
  });

  test('that is cut off while it is read is corrupt', async () => {
    await using file = await DatasetFile.open(path);
    await truncate(path, (await readFile(path)).length - 1);
    await expect(file.read('test', 2, 3)).rejects.toMatchObject({
      code: 'corrupt',
      message: `${path} was cut off while it was read; delete it and run again`,
    });
  });
});

test('a file beyond 4 GiB is read where it is asked for', async () => {
  const description = {
    ...{ name: 'large', synthetic: true, classes: ['a', 'b'], trainSamples: 5000, testSamples: 1 },
    sample: { shape: [1000, 1000], type: 'uint8' },
  } as const;
  const header = encodeHeader({ description, findings: [], sha256: 'f'.repeat(64) });
  const bytes = header.length + dataBytes(description);
  await using handle = await open(path, 'w');
  await handle.write(header);
  await handle.write(Uint8Array.of(7, 8, 9), 0, 3, bytes - 1_000_003);
  await handle.truncate(bytes);
  await using file = await DatasetFile.open(path);
  expect((await file.read('train', 4999, 5000)).subarray(-3)).toEqual(Uint8Array.of(7, 8, 9));
  const [last, first] = [await file.gather('train', [4999, 0])].flatMap((values) => [
    values.subarray(999_997, 1_000_000),
    values.subarray(-3),
  ]);
  expect([last, first]).toEqual([Uint8Array.of(7, 8, 9), Uint8Array.of(0, 0, 0)]);
});

describe('a safetensors file of another program is refused:', () => {
  /** The file with another header of the same length. */
  async function withHeader(change: (text: string) => string): Promise<void> {
    const bytes = await readFile(path);
    const dataStart = 8 + Number(bytes.readBigUInt64LE());
    const text = change(bytes.toString('utf8', 8, dataStart));
    expect(Buffer.byteLength(text)).toBe(dataStart - 8);
    bytes.write(text, 8, 'utf8');
    await writeFile(path, bytes);
  }

  test.for<[what: string, from: RegExp | string, to: string, message: string]>([
    [
      'without our metadata',
      'chorus-dataset',
      'another-format',
      'does not begin as a dataset file',
    ],
    [
      'of another version',
      '"version":"1"',
      '"version":"2"',
      'is of version "2" of the format, not 1',
    ],
    [
      'with a tensor elsewhere',
      '"data_offsets":[0,20]',
      '"data_offsets":[4,24]',
      'lists other tensors',
    ],
    [
      'with another number of names than of test samples',
      '\\"a.png\\",',
      '          ',
      'does not begin as a dataset file',
    ],
    [
      'of another type',
      '"dtype":"I32"',
      '"dtype":"U32"',
      'lists other tensors than its description',
    ],
  ])('%s', async ([, from, to, message]) => {
    await withHeader((text) => text.replace(from, to));
    await expect(DatasetFile.open(path)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(message) as string,
    });
  });
});

test('whatever is wrong with a file is said, or does not matter', async () => {
  const random = SeededRandom.from(Number(process.env['CHORUS_FUZZ_SEED'] ?? 1), 'dataset-file');
  const bytes = await readFile(path);
  // The fingerprint covers neither.
  const { findings: _found, testNames: _known, ...content } = table;
  for (let mutant = 0; mutant < 1000; mutant++) {
    await writeFile(path, mutate(bytes, random));
    try {
      await using file = await DatasetFile.open(path, table.sha256);
      const { findings: _findings, testNames: _names, ...read } = await file.readAll();
      expect(read).toEqual(content);
    } catch (reason) {
      if (!(reason instanceof DatasetError)) throw reason;
      expect(reason).toMatchObject({ code: 'corrupt' });
    }
  }
});

test(
  "Python's own safetensors sees the same values",
  async (context) => {
    const printed = await runPython(context, READ_WITH_PYTHON, path);
    const { metadata, tensors } = JSON.parse(printed) as {
      metadata: Record<string, string>;
      tensors: Record<string, { dtype: string; values: unknown }>;
    };
    expect(metadata).toMatchObject({ format: 'chorus-dataset', sha256: table.sha256 });
    expect(JSON.parse(metadata['description']!)).toMatchObject({ columns: table.columns });
    expect(Object.keys(tensors)).toHaveLength(6);
    for (const split of ['train', 'validation', 'test'] as const) {
      const rows = Array.from(table[split]!.labels, (_, row) => rowOf(table, row, split));
      expect(tensors[`${split}.values`]).toEqual({ dtype: 'float32', values: rows });
      const labels = Array.from(table[split]!.labels);
      expect(tensors[`${split}.labels`]).toEqual({ dtype: 'int32', values: labels });
    }
  },
  PYTHON_SETUP_TIMEOUT_MS,
);

const READ_WITH_PYTHON = `
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], 'np') as file:
    tensors = {name: file.get_tensor(name) for name in file.keys()}
    print(json.dumps(dict(metadata=file.metadata(), tensors={
        name: dict(dtype=str(tensor.dtype), values=tensor.tolist()) for name, tensor in tensors.items()
    })))
`;

function rowOf(dataset: Dataset, row: number, split: 'train' | 'validation' | 'test' = 'train') {
  return Array.from(dataset[split]!.values.subarray(row * 4, row * 4 + 4));
}
