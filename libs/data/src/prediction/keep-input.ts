import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bytesOf } from '../bytes-of.ts';
import { type DatasetEnd, type DatasetOutline, DatasetWriter } from '../dataset-writer.ts';
import { onDisk } from '../dataset-error.ts';
import type { KnownDataset } from '../known-dataset.ts';
import { SAMPLE_ARRAYS, sampleSize, type SampleValues, valueBytes } from '../sample.ts';
import { samplesAtOnce } from '../sources/assemble-pieces.ts';
import type { PredictionItem, PredictionSource } from './prediction-source.ts';

/** What a dataset of samples to be predicted says of itself, beside how many there are. */
export type InputOutline = Omit<DatasetOutline, 'trainSamples' | 'testSamples'> &
  Pick<DatasetEnd, 'normalisation'>;

/** How reading goes. */
export interface KeepOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece, with how many items were read. */
  readonly onRead?: ((items: number) => void) | undefined;
}

/** What is to be predicted, read and kept in a folder. */
export interface KeptInput {
  /** How many items it has. */
  readonly items: number;
  /** The samples as a dataset's file: its test split, all of the first class. Undefined: no item has a sample. */
  readonly dataset: { readonly path: string; readonly known: KnownDataset } | undefined;
  /** All items, in their order. */
  readItems(): AsyncIterable<PredictionItem>;
}

/**
 * Reads all that is to be predicted and keeps it as files, so that it can be sent to others and no memory has to hold
 * it. A dataset has training samples, too: here it is the first sample once more, which nobody trains on.
 *
 * @param folder where the files are made; who gives it removes it
 * @throws DatasetError as reading the source does; `storage` when the disk refuses
 */
export async function keepInput(
  source: PredictionSource,
  outline: InputOutline,
  folder: string,
  options: KeepOptions = {},
): Promise<KeptInput> {
  const itemsPath = join(folder, 'items.jsonl');
  const valuesPath = join(folder, 'values');
  const { items, samples } = await onDisk('write', folder, () =>
    spool(source, itemsPath, valuesPath, options),
  );
  const dataset =
    samples === 0 ? undefined : await makeDataset(outline, valuesPath, samples, folder);
  await rm(valuesPath);
  return { items, dataset, readItems: () => readItems(itemsPath) };
}

/** How many samples there are shows only at the end, and a dataset's file begins with it. */
async function spool(
  source: PredictionSource,
  itemsPath: string,
  valuesPath: string,
  { signal, onRead }: KeepOptions,
): Promise<{ items: number; samples: number }> {
  await using itemsFile = await open(itemsPath, 'w');
  await using valuesFile = await open(valuesPath, 'w');
  let [items, samples] = [0, 0];
  for await (const piece of source.read(signal)) {
    await itemsFile.appendFile(piece.items.map((item) => `${JSON.stringify(item)}\n`).join(''));
    await valuesFile.appendFile(bytesOf(piece.values));
    items += piece.items.length;
    samples += piece.items.filter(({ problem }) => problem === undefined).length;
    onRead?.(items);
  }
  return { items, samples };
}

async function makeDataset(
  { normalisation, ...described }: InputOutline,
  valuesPath: string,
  samples: number,
  folder: string,
): Promise<KeptInput['dataset']> {
  const outline = { ...described, trainSamples: 1, testSamples: samples };
  const { shape, type } = outline.sample;
  const size = sampleSize(shape);
  const atOnce = samplesAtOnce(size * valueBytes(type));
  await using writer = await DatasetWriter.create(folder, outline);
  await using file = await open(valuesPath);
  for (let start = 0; start < samples; start += atOnce) {
    const count = Math.min(atOnce, samples - start);
    const values = new SAMPLE_ARRAYS[type](count * size) as SampleValues;
    await onDisk('read', valuesPath, () => readWhole(file, bytesOf(values)));
    if (start === 0) await writer.add('train', values.subarray(0, size), new Int32Array(1));
    await writer.add('test', values, new Int32Array(count));
  }
  const { path, sha256 } = await writer.finish(normalisation && { normalisation });
  const description = { ...outline, ...(normalisation && { normalisation }) };
  return { path, known: { ...description, sha256, trainLabels: new Int32Array(1) } };
}

/** Reads the next bytes of a file. */
async function readWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let read = 0; read < bytes.length;) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read);
    if (bytesRead === 0) throw new Error('the file is shorter than it was');
    read += bytesRead;
  }
}

async function* readItems(path: string): AsyncGenerator<PredictionItem> {
  const input = createReadStream(path);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    yield JSON.parse(line) as PredictionItem;
  }
}
