import { samplesBySplit, type DatasetDescription } from './dataset-description.ts';
import { sampleSize, valueBytes, type SampleType } from './sample.ts';
import type { SplitName } from './splits.ts';

/** Types of numbers as safetensors names them. */
const TENSOR_TYPES = { uint8: 'U8', float32: 'F32', int32: 'I32' } as const;

/** A tensor of a dataset file. */
export interface DatasetTensor {
  readonly split: SplitName;
  readonly part: 'labels' | 'values';
  readonly dtype: (typeof TENSOR_TYPES)[SampleType];
  /** [samples] of labels, [samples, ...shape] of values. */
  readonly shape: readonly number[];
  /** Bytes of one sample. */
  readonly sampleBytes: number;
  /** Where it begins, in bytes after the header. */
  readonly begin: number;
  /** Where the next one begins. */
  readonly end: number;
}

/**
 * The tensors of a dataset of this description, in the order that files and fingerprints have: the labels of each
 * split, then the samples of each, without gaps. Labels, which have four bytes, come first, so that each tensor
 * begins at a multiple of its numbers' size.
 */
export function layoutOf(description: DatasetDescription): DatasetTensor[] {
  const { shape, type } = description.sample;
  const parts = [
    { part: 'labels', shape: [], type: 'int32' },
    { part: 'values', shape, type },
  ] as const;
  let end = 0;
  return parts.flatMap(({ part, shape, type }) =>
    samplesBySplit(description).map(([split, samples]) => {
      const sampleBytes = sampleSize(shape) * valueBytes(type);
      const begin = end;
      end += samples * sampleBytes;
      const dtype = TENSOR_TYPES[type];
      return { split, part, dtype, shape: [samples, ...shape], sampleBytes, begin, end };
    }),
  );
}

/** The bytes of all tensors. */
export function dataBytes(description: DatasetDescription): number {
  return layoutOf(description).at(-1)!.end;
}

/** The name that a tensor has in the file, such as `train.labels`. */
export function tensorName({ split, part }: Pick<DatasetTensor, 'split' | 'part'>): string {
  return `${split}.${part}`;
}
