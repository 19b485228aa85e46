import {
  deriveSeed,
  imageShapeOf,
  sampleSize,
  shuffledIndices,
  type DatasetReader,
  type SampleKind,
  type SampleValues,
} from '@chorus/data';
import type { TablePreparation } from '@chorus/data/own-data';
import type { RunConfig, RunMember } from '@chorus/proto';
import { foldsOf } from '@chorus/run-config/folds';
import { heldOut } from '@chorus/run-config/held-out';
import type { DatasetFacts } from '@chorus/run-view';
import { factsOf } from './facts-of.ts';
import { encodePng } from './png.ts';

/** Test samples that a run's report shows. */
const SHOWN_SAMPLES = 10;

/** What the coordinator keeps of a dataset while a run lasts. */
export interface TestSet {
  /** [testSamples] */
  readonly labels: Int32Array;
  /** Test samples that the report shows; none when they are neither images nor rows of numbers. */
  readonly samples: readonly TestSample[];
  /** What the dataset says of itself. */
  readonly facts: DatasetFacts;
  /** The labels of the validation split, or of the training samples held out, [validationSamples]; undefined when there are none. */
  readonly validationLabels?: Int32Array;
  /** Where members are validated on the folds that they leave out, the fold of each of those samples, from 1. */
  readonly folds?: Uint16Array;
}

/** The labels of the samples that a member is validated on, in their order; undefined when there are none. */
export function validationLabelsOf(
  { validationLabels, folds }: Pick<TestSet, 'validationLabels' | 'folds'>,
  { samples }: Pick<RunMember, 'samples'>,
): Int32Array | undefined {
  const fold = samples?.fold;
  if (!folds || !fold) return validationLabels;
  return validationLabels?.filter((_, row) => folds[row] === fold.number);
}

/** A test sample that the report shows. */
export interface TestSample {
  /** The sample's place in the test set, from 0. */
  readonly index: number;
  /** [...shape] */
  readonly values: SampleValues;
}

/** Samples are shown at most this many times as wide and high as they are. */
const MOST_SCALE = 8;
/** A picture is not enlarged so far that its longer side has more pixels. */
const PICTURE_SIZE = 256;

/** A sample image as people see it. */
export interface SamplePicture {
  /** The image's place in the test set, from 0. */
  readonly index: number;
  /** Pixels of the picture. */
  readonly height: number;
  readonly width: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: number;
  readonly png: Uint8Array;
}

/** Draws sample images, large enough that their pixels can be seen; nothing of what is no image. */
export function drawSamples(samples: readonly TestSample[], kind: SampleKind): SamplePicture[] {
  const shape = imageShapeOf(kind);
  if (!shape) return [];
  const { height, width, channels } = shape;
  const fitting = Math.floor(PICTURE_SIZE / Math.max(height, width));
  const scale = Math.min(Math.max(fitting, 1), MOST_SCALE);
  return samples.map(({ index, values }) => ({
    index,
    height: height * scale,
    width: width * scale,
    channels,
    png: encodePng(values as Uint8Array, shape, scale),
  }));
}

/** Numbers of a row that are shown; a table may have thousands of columns. */
const MOST_VALUES = 12;

/**
 * Of a sample that is a row of values its first ones, undefined of what is none: numbers as exact as float32 are, categories
 * of a table by their names.
 */
export function firstValues(
  { values }: TestSample,
  { sample, preparation = {} }: Pick<DatasetFacts, 'sample' | 'preparation'>,
): (number | string)[] | undefined {
  if (sample.shape.length !== 1) return undefined;
  const { columns = [] } = preparation as Partial<TablePreparation>;
  return Array.from(values.subarray(0, MOST_VALUES), (value, at) => {
    const column = columns[at];
    if (column?.kind !== 'category') return Number(value.toPrecision(7));
    // 0 is what the training split did not have.
    return column.categories[value - 1] ?? 'other';
  });
}

/** The labels that the run needs, what its dataset says of itself and, drawn by its seed, a few of its test samples. */
export async function takeTestSet(
  dataset: DatasetReader,
  { dataset: limits, members }: Pick<RunConfig, 'dataset' | 'members'>,
): Promise<TestSet> {
  const labels = (await dataset.labels('test')).slice(0, limits.testLimit);
  const validationLabels = await heldOutLabels(dataset, limits, members.folds !== undefined);
  const { folds } = members;
  const { classes } = dataset.description;
  return {
    labels,
    samples: await chooseSamples(dataset, labels.length, members.seed),
    facts: await factsOf(dataset),
    ...(validationLabels.length > 0 && { validationLabels }),
    ...(folds !== undefined && {
      folds: foldsOf(validationLabels, classes, folds, limits.splitSeed),
    }),
  };
}

async function heldOutLabels(
  dataset: DatasetReader,
  limits: RunConfig['dataset'],
  inFolds: boolean,
): Promise<Int32Array> {
  const { validationSamples, classes } = dataset.description;
  if (validationSamples !== undefined) return dataset.labels('validation');
  const labels = await dataset.labels('train');
  const { train, validation } = heldOut(labels, classes, limits);
  const rows = inFolds ? train : validation;
  return Int32Array.from(rows, (row) => labels[row]!);
}

/** Places in the test set of the samples that a run's report shows, drawn by the run's seed. */
export function drawShown(testSamples: number, seed: number): Uint32Array {
  return shuffledIndices(testSamples, deriveSeed(seed, 'samples'), 0).subarray(0, SHOWN_SAMPLES);
}

async function chooseSamples(
  dataset: DatasetReader,
  testSamples: number,
  seed: number,
): Promise<TestSample[]> {
  const { sample } = dataset.description;
  if (!imageShapeOf(sample) && sample.shape.length !== 1) return [];
  const drawn = drawShown(testSamples, seed);
  const values = await dataset.gather('test', drawn);
  const size = sampleSize(sample.shape);
  return Array.from(drawn, (index, place) => ({
    index,
    values: values.slice(place * size, (place + 1) * size),
  }));
}
