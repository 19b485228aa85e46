import { bytesOf } from '../bytes-of.ts';
import type { DatasetDescription } from '../dataset-description.ts';
import { DatasetError } from '../dataset-error.ts';
import { DatasetWriter } from '../dataset-writer.ts';
import type { KnownDataset } from '../known-dataset.ts';
import { enumerate } from '../list-names.ts';
import { printable } from '../printable.ts';
import { type SampleValues } from '../sample.ts';
import type { SplitShares } from '../split-draw.ts';
import type { SplitName } from '../splits.ts';
import { Moments } from './moments.ts';
import type { Finding, RawDataset, RawPiece, RawSplit } from './raw-dataset.ts';
import { drawTraining } from './training-draw.ts';

/** How a dataset is made of what was opened. */
export interface MakeOptions {
  /** The source's name. */
  readonly name: string;
  /** Whether it is generated. Default: no. */
  readonly synthetic?: boolean;
  /** The cache folder, in which the dataset's file will lie. */
  readonly home: string;
  /** What is drawn of the training samples; where the data has a split of its own, that stands. */
  readonly shares: SplitShares;
  /** Whether the training samples' means and deviations are learnt. */
  readonly standardise: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece of samples. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A dataset that lies in the cache as one file. */
export interface MadeDataset {
  readonly known: KnownDataset;
  readonly path: string;
  readonly findings: readonly Finding[];
}

/**
 * Reads all samples once, by pieces, and writes them as a dataset file, which appears only when it is whole. A test split
 * that the data does not have is drawn of its training samples.
 *
 * @throws DatasetError `corrupt` when no test samples can be drawn, or the files are no longer those that were opened;
 *   `storage` when the disk refuses; `cancelled`
 */
export async function makeDataset(raw: RawDataset, options: MakeOptions): Promise<MadeDataset> {
  const { train, test, validation } = raw.splits;
  const parts = drawTraining(train.labels, raw.classes, raw.splits, options.shares);
  const drawn = parts.filter((part) => part === 'test').length;
  if (!test && drawn === 0) throw noTestSamples(raw, options.shares);
  const outline: Omit<DatasetDescription, 'normalisation'> = {
    ...{ name: options.name, synthetic: options.synthetic ?? false },
    ...{ classes: raw.classes, sample: raw.sample },
    trainSamples: train.samples - drawn,
    testSamples: test?.samples ?? drawn,
    ...(validation && { validationSamples: validation.samples }),
    ...(raw.columns && { columns: raw.columns }),
    preparation: raw.preparation,
  };
  const findings = test ? raw.findings : [...raw.findings, tellDrawn(raw, parts, options.shares)];
  const testNames = test ? test.names : train.names?.filter((_, at) => parts[at] === 'test');
  const moments = options.standardise ? new Moments(raw.sample.shape.at(-1)!) : undefined;
  await using writer = await DatasetWriter.create(options.home, outline, findings, testNames);
  await forEachPiece(raw, options, async (split, start, piece) => {
    if (split !== 'train') return writer.add(split, piece.values, piece.labels);
    const within = parts.slice(start, start + piece.labels.length);
    const rows = (takes: (part: SplitName) => boolean) => takeRows(piece, within.map(takes));
    moments?.add(rows((part) => part === 'train').values);
    await add('train', drawn > 0 ? rows((part) => part !== 'test') : piece);
    if (drawn > 0) {
      await add(
        'test',
        rows((part) => part === 'test'),
      );
    }
  });
  const normalisation = moments?.finish();
  const { path, sha256 } = await writer.finish(normalisation && { normalisation });
  const description = { ...outline, ...(normalisation && { normalisation }) };
  const trainLabels = train.labels.filter((_, sample) => parts[sample] !== 'test');
  return {
    known: { ...description, sha256, trainLabels, divisor: raw.divisor },
    ...{ path, findings },
  };

  async function add(split: SplitName, { values, labels }: RawPiece): Promise<void> {
    if (labels.length > 0) await writer.add(split, values, labels);
  }
}

async function forEachPiece(
  { splits }: RawDataset,
  { signal, onProgress }: MakeOptions,
  take: (split: SplitName, start: number, piece: RawPiece) => Promise<void>,
): Promise<void> {
  const all = Object.entries(splits) as [SplitName, RawSplit][];
  const total = all.reduce((sum, [, { samples }]) => sum + samples, 0);
  let done = 0;
  for (const [split, source] of all) {
    let start = 0;
    for await (const piece of source.read(signal)) {
      const known = source.labels.subarray(start, start + piece.labels.length);
      if (Buffer.compare(bytesOf(known), bytesOf(piece.labels)) !== 0) throw changed(split);
      await take(split, start, piece);
      start += piece.labels.length;
      onProgress?.((done += piece.labels.length), total);
    }
  }
}

/** The rows of a piece that are wanted. */
function takeRows({ values, labels }: RawPiece, wanted: readonly boolean[]): RawPiece {
  if (wanted.every(Boolean)) return { values, labels };
  const size = values.length / labels.length;
  const rows = wanted.flatMap((is, row) => (is ? [row] : []));
  const taken = new (values.constructor as new (length: number) => SampleValues)(
    rows.length * size,
  );
  for (const [place, row] of rows.entries()) {
    taken.set(values.subarray(row * size, (row + 1) * size), place * size);
  }
  return { values: taken, labels: Int32Array.from(rows, (row) => labels[row]!) };
}

function tellDrawn(
  { classes, splits: { train } }: RawDataset,
  parts: readonly SplitName[],
  { test, seed }: SplitShares,
): Finding {
  const count = parts.filter((part) => part === 'test').length;
  const tested = new Set(train.labels.filter((_, sample) => parts[sample] === 'test'));
  const without = classes.filter((_, label) => !tested.has(label));
  const words =
    without.length > 0
      ? `, none of the small ${without.length === 1 ? 'class' : 'classes'} ${enumerate(without, quote)}`
      : '';
  return {
    kind: without.length > 0 ? 'warning' : 'recognised',
    text: `The data has no test split: ${count} of ${train.samples} samples, a share of ${test} of each class drawn by the seed ${seed}, are its test split${words}.`,
    count,
  };
}

function noTestSamples({ splits }: RawDataset, { test }: SplitShares): DatasetError {
  const why =
    test === 0
      ? 'the data has no test split, and dataset.testSplit is 0; give a share such as 0.2'
      : `the data has no test split, and a share of ${test} of each class of ${splits.train.samples} samples is none; give a larger dataset.testSplit or more samples`;
  return new DatasetError('corrupt', why);
}

function changed(split: SplitName): DatasetError {
  return new DatasetError(
    'corrupt',
    `the classes of the ${split} samples are no longer those that were found a moment ago; leave the files alone and run again`,
  );
}

function quote(name: string): string {
  return `"${printable(name)}"`;
}
