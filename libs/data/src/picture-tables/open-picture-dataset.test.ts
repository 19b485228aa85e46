import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RawDataset, RawSplit } from '../sources/raw-dataset.ts';
import { recogniseSource } from '../sources/recognise-source.ts';
import { sourceNamed } from '../sources.ts';
import type { OwnDataOptions, OwnSource } from '../dataset-source.ts';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

/**
 * Twelve pictures of 8 × 6 pixels, each of one colour, [10 × number, 100 × class, 7], as Hugging Face's library writes them and
 * as files beside pictures.csv; what is left of the classes' names is in the metadata.
 */
const WRITE = `
import io, json, pathlib, sys
import pyarrow as pa, pyarrow.parquet as pq
from PIL import Image

folder = pathlib.Path(sys.argv[1])
rows, lines = [], ["file,breed,weight"]
(folder / "files").mkdir()
for number in range(12):
    label = number % 2
    picture = Image.new("RGB", (6, 8), (10 * number, 100 * label, 7))
    out = io.BytesIO()
    picture.save(out, "PNG")
    rows.append({"image": {"bytes": out.getvalue(), "path": f"{number}.png"}, "label": label})
    (folder / "files" / f"{number}.png").write_bytes(out.getvalue())
    lines.append(f"files/{number}.png,{['cat', 'dog'][label]},{number}")
(folder / "pictures.csv").write_text("\\n".join(lines) + "\\n")
features = {"image": {"_type": "Image"}, "label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}
metadata = {"huggingface": json.dumps({"info": {"features": features}})}
kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
schema = pa.schema([("image", kind), ("label", pa.int64())], metadata=metadata)
def write(name, rows):
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / name, row_group_size=5)
write("pictures.parquet", rows)
(folder / "data").mkdir()
write("data/train-00000-of-00002.parquet", rows[:6])
write("data/train-00001-of-00002.parquet", rows[6:8])
write("data/test-00000-of-00001.parquet", rows[8:])
`;

async function open(path: string, options: OwnDataOptions = {}): Promise<RawDataset> {
  const source = sourceNamed(await recogniseSource(path)) as OwnSource;
  return source.openFiles(path, options);
}

/** The first pixel of each picture, and its class. */
async function picturesOf(split: RawSplit): Promise<{ pixels: number[][]; labels: number[] }> {
  const pixels: number[][] = [];
  const labels: number[] = [];
  for await (const piece of split.read()) {
    const size = piece.values.length / piece.labels.length;
    for (let at = 0; at < piece.labels.length; at++) {
      pixels.push([...piece.values.subarray(at * size, at * size + 3)]);
    }
    labels.push(...piece.labels);
  }
  expect(labels).toEqual([...split.labels]);
  return { pixels, labels };
}

const numbers = (first: number, end: number) =>
  Array.from({ length: end - first }, (_, at) => first + at);
const colour = (number: number) => [10 * number, 100 * (number % 2), 7];

test('Parquet files as Hugging Face writes them: pictures, and classes with the names of the metadata', async (context) => {
  const folder = await temporaryFolder();
  await runPython(context, WRITE, folder);
  const dataset = await open(join(folder, 'pictures.parquet'));
  expect(dataset.sample).toEqual({ shape: [8, 6, 3], type: 'uint8' });
  expect(dataset.classes).toEqual(['cat', 'dog']);
  const { pixels, labels } = await picturesOf(dataset.splits.train);
  expect(pixels).toEqual(numbers(0, 12).map(colour));
  expect(labels).toEqual(numbers(0, 12).map((number) => number % 2));
  expect(dataset.findings[0]!.text).toContain(
    'with 12 rows of pictures in column "image" and classes in column "label", whose names the file has',
  );
});

test('numbered parts in the folder data are the splits, in their order', async (context) => {
  const folder = await temporaryFolder();
  await runPython(context, WRITE, folder);
  await mkdir(join(folder, 'hub'));
  await rename(join(folder, 'data'), join(folder, 'hub/data'));
  const { splits } = await open(join(folder, 'hub'));
  expect((await picturesOf(splits.train)).pixels).toEqual(numbers(0, 8).map(colour));
  expect((await picturesOf(splits.test!)).pixels).toEqual(numbers(8, 12).map(colour));
  expect(splits.test!.names![3]).toMatch(/test-00000-of-00001\.parquet, row 4$/);
});

test('a CSV table with a column of paths: pictures lie where it says, from its folder on', async (context) => {
  const folder = await temporaryFolder();
  await runPython(context, WRITE, folder);
  const path = join(folder, 'pictures.csv');
  const dataset = await open(path, { target: 'breed' });
  expect(dataset.classes).toEqual(['cat', 'dog']);
  expect((await picturesOf(dataset.splits.train)).pixels).toEqual(numbers(0, 12).map(colour));
  expect(dataset.splits.train.names!.slice(-2)).toEqual(['files/10.png', 'files/11.png']);
  expect(dataset.findings.map(({ text }) => text).join('\n')).toContain(
    'Column "file" of ' + path + ' holds the paths of pictures; column "weight" is not used.',
  );
  await expect(open(path)).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringMatching(
      /no column "label".*name the one .* with dataset.target/,
    ) as string,
  });
});

test('what is broken, or not there, is named by its row', async (context) => {
  const folder = await temporaryFolder();
  await runPython(context, WRITE, folder);
  const path = join(folder, 'pictures.csv');
  await writeFile(join(folder, 'files/3.png'), 'no picture');
  await expect(open(path, { target: 'breed' })).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining('line 5 (files/3.png) is ') as string,
  });
  const options = { target: 'breed', unreadable: 'leave-out' } as const;
  const { splits, findings } = await open(path, options);
  const left = numbers(0, 12).filter((number) => number !== 3);
  expect((await picturesOf(splits.train)).pixels).toEqual(left.map(colour));
  expect(findings).toContainEqual(expect.objectContaining({ kind: 'left-out', count: 1 }));
  await writeFile(path, 'file,breed\nfiles/0.png,cat\nfiles/99.png,dog\n');
  await expect(open(path, { target: 'breed' })).rejects.toMatchObject({
    code: 'missing',
    message: expect.stringContaining('files/99.png') as string,
  });
  await writeFile(path, 'file,breed\nfiles/0.png,cat\nfiles/1.png,\n');
  await expect(open(path, { target: 'breed' })).rejects.toMatchObject({
    message: expect.stringContaining(
      'line 3 (files/1.png): the label in column "breed" is empty',
    ) as string,
  });
});
