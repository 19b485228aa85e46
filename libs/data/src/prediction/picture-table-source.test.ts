import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ImagePreparation } from '../images/image-preparation.ts';
import { readImage } from '../images/read-image.ts';
import { plainPng, writeFiles } from '../testing/image-files.ts';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openPredictionSource } from './open-prediction-source.ts';
import type { PredictionItem } from './prediction-source.ts';

const PREPARATION: ImagePreparation = {
  ...{ kind: 'images', size: { height: 4, width: 6 }, fit: 'crop', channels: 3 },
  background: [0, 0, 255],
};
const FORM = {
  sample: { shape: [4, 6, 3], type: 'uint8' },
  preparation: PREPARATION,
} as const;

/** The items of a table's pictures, without the folder, and their samples. */
async function readAll(path: string) {
  const source = await openPredictionSource([path], FORM);
  const items: PredictionItem[] = [];
  const samples: number[] = [];
  for await (const piece of source.read()) {
    items.push(...piece.items.map((item) => ({ ...item, file: basename(item.file) })));
    samples.push(...piece.values);
  }
  return { items, samples };
}

/** A folder with three pictures, one of them broken. */
async function pictures(): Promise<string> {
  const folder = await temporaryFolder();
  const files = { 'a/1.png': await plainPng([9, 8, 7]), 'a/2.png': await plainPng([1, 2, 3]) };
  await writeFiles(folder, { ...files, 'a/broken.png': 'no picture' });
  return folder;
}

const samplesOf = async (folder: string, names: readonly string[]) => {
  const read = await Promise.all(names.map((name) => readImage(join(folder, name), PREPARATION)));
  return read.flatMap((sample) => [...sample]);
};

describe('a table with a column of paths', () => {
  test('gives the samples that the pictures give, row by row, whatever else it has', async () => {
    const folder = await pictures();
    const path = join(folder, 'pets.csv');
    await writeFile(path, 'weight,picture,label\n3,a/2.png,cat\n4,a/1.png,\n');
    const { items, samples } = await readAll(path);
    expect(items).toEqual([1, 2].map((row) => ({ file: 'pets.csv', row })));
    expect(samples).toEqual(await samplesOf(folder, ['a/2.png', 'a/1.png']));
  });

  test('has a picture that is broken, missing or not named as the error of its row', async () => {
    const folder = await pictures();
    const path = join(folder, 'pets.csv');
    const names = ['a/broken.png', 'a/1.png', 'none.png', ''];
    await writeFile(path, ['picture,id', ...names.map((name) => `${name},7`)].join('\n'));
    const { items, samples } = await readAll(path);
    expect(items.map(({ row, problem }) => [row, problem?.replaceAll(folder, '…')])).toEqual([
      [1, '…/pets.csv, line 2 (a/broken.png) is a text, not an image'],
      [2, undefined],
      [3, '…/pets.csv, line 4 (none.png): there is no file …/none.png'],
      [4, '…/pets.csv, line 5 names no picture'],
    ]);
    expect(samples).toEqual(await samplesOf(folder, ['a/1.png']));
  });

  test('may be a list of paths alone: its first line is one of them', async () => {
    const folder = await pictures();
    const path = join(folder, 'list.csv');
    await writeFile(path, 'a/1.png\na/2.png\n');
    const { items, samples } = await readAll(path);
    expect(items).toHaveLength(2);
    expect(samples).toEqual(await samplesOf(folder, ['a/1.png', 'a/2.png']));
  });
});

const WRITE = `
import pathlib, sys
import pyarrow as pa, pyarrow.parquet as pq
folder = pathlib.Path(sys.argv[1])
names = ["a/1.png", "a/broken.png", None, "a/2.png"]
rows = [{"image": name and {"bytes": (folder / name).read_bytes(), "path": name}} for name in names]
kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
schema = pa.schema([("image", kind)])
pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "new.parquet", row_group_size=3)
`;

test("Parquet with pictures as Hugging Face's library writes them is predicted without a column of classes", async (context) => {
  const folder = await pictures();
  await runPython(context, WRITE, folder);
  const { items, samples } = await readAll(join(folder, 'new.parquet'));
  expect(items.map(({ row, problem }) => [row, problem?.replaceAll(folder, '…')])).toEqual([
    [1, undefined],
    [2, '…/new.parquet, row 2 is a text, not an image'],
    [3, '…/new.parquet, row 3 has no picture'],
    [4, undefined],
  ]);
  expect(samples).toEqual(await samplesOf(folder, ['a/1.png', 'a/2.png']));
});
