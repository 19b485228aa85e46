/** The test samples that a run's report shows: which, and as what people see of them. */
import {
  deriveSeed,
  imageShapeOf,
  sampleSize,
  shuffledIndices,
  type DatasetReader,
  type SampleKind,
  type SampleValues,
  valueBytes,
} from '@chorus/data';
import type { TablePreparation } from '@chorus/data/own-data';
import type { DatasetFacts } from '@chorus/run-view';
import { encodePng } from './png.ts';

/** Test samples that a run's report shows whatever comes of the run. */
const SHOWN_SAMPLES = 10;

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

/** Places in the test set of the samples that a run's report shows whatever comes of it, drawn by the run's seed. */
export function drawShown(testSamples: number, seed: number): Uint32Array {
  return shuffledIndices(testSamples, deriveSeed(seed, 'samples'), 0).subarray(0, SHOWN_SAMPLES);
}

/**
 * Reads test samples, to show them.
 *
 * @param wanted their places in the test set, the most wanted first
 * @param mostBytes of their values together; those beyond it are left out. Default: all are read
 * @returns nothing of samples that are neither images nor rows of values
 * @throws DatasetError
 */
export async function readShown(
  dataset: DatasetReader,
  wanted: ArrayLike<number>,
  mostBytes = Infinity,
): Promise<TestSample[]> {
  const { sample } = dataset.description;
  if (!imageShapeOf(sample) && sample.shape.length !== 1) return [];
  const size = sampleSize(sample.shape);
  const most = Math.floor(mostBytes / (size * valueBytes(sample.type)));
  const places = Array.from(wanted).slice(0, most);
  const values = await dataset.gather('test', places);
  return places.map((index, place) => ({
    index,
    values: values.slice(place * size, (place + 1) * size),
  }));
}
