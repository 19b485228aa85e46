import { rowLength, type ArrayFile, type RowRange } from '../arrays/array-file.ts';
import type { Numbers } from '../arrays/element-type.ts';
import { SAMPLE_ARRAYS, type SampleValues } from '../sample.ts';
import type { FeatureForm } from './recognise-features.ts';

/** Consecutive samples, in memory. */
export interface SamplePiece {
  /** The number of samples before this piece. */
  readonly start: number;
  /** The number of samples in it. */
  readonly samples: number;
  /** [samples, ...the form's shape] */
  readonly values: SampleValues;
}

/**
 * The array's rows as samples of the form that {@link recogniseFeatures} found, by pieces of a few MiB.
 *
 * @throws DatasetError as reading the array does
 */
export async function* readSamples(
  array: ArrayFile,
  form: FeatureForm,
  range?: RowRange,
): AsyncGenerator<SamplePiece> {
  const length = rowLength(array.shape);
  for await (const { start, rows, values } of array.pieces(range)) {
    yield { start, samples: rows, values: convertSamples(values as Numbers, form, length) };
  }
}

/** How the elements of an array become samples. */
export type SampleConversion = Pick<FeatureForm, 'type' | 'divisor' | 'layout' | 'shape'>;

/**
 * Elements of an array as samples.
 *
 * @param values rows, one after the other, which are known to fit
 * @param length elements of a row
 */
export function convertSamples(
  values: Numbers,
  form: SampleConversion,
  length: number,
): SampleValues {
  const converted = convert(values, form);
  return form.layout === 'channels-first' ? withChannelsLast(converted, form, length) : converted;
}

function convert(values: Numbers, { type, divisor }: SampleConversion): SampleValues {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return SAMPLE_ARRAYS[type].from(lowWords(values));
  }
  const Kind = SAMPLE_ARRAYS[type];
  if (divisor === 1) return values instanceof Kind ? values : new Kind(values);
  const converted = new Kind(values.length);
  for (let index = 0; index < values.length; index++) {
    converted[index] = Math.round(values[index]! / divisor);
  }
  return converted;
}

/** The numbers, which are known to fit 32 bits. */
function lowWords(values: BigInt64Array | BigUint64Array): Int32Array {
  const words = new Int32Array(values.buffer as ArrayBuffer, values.byteOffset, 2 * values.length);
  const low = new Int32Array(values.length);
  for (let index = 0; index < values.length; index++) low[index] = words[2 * index]!;
  return low;
}

/** [samples, channels, pixels] as [samples, pixels, channels]. */
function withChannelsLast(
  values: SampleValues,
  { shape }: SampleConversion,
  length: number,
): SampleValues {
  const channels = shape[2]!;
  const pixels = length / channels;
  const ordered = new (values.constructor as new (length: number) => SampleValues)(values.length);
  for (let sample = 0; sample < values.length; sample += length) {
    for (let channel = 0; channel < channels; channel++) {
      const plane = sample + channel * pixels;
      for (let pixel = 0; pixel < pixels; pixel++) {
        ordered[sample + pixel * channels + channel] = values[plane + pixel]!;
      }
    }
  }
  return ordered;
}
