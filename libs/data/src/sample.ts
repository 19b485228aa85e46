/** What a model that was exported, or is served, calls the input that takes whole samples. */
export const SAMPLES_INPUT = 'input';

/** The arrays that hold samples in memory, by their type as NumPy, TensorFlow and dataset files call it. */
export const SAMPLE_ARRAYS = {
  uint8: Uint8Array,
  float32: Float32Array,
  int32: Int32Array,
} as const;

/** The type of the numbers in a sample. */
export type SampleType = keyof typeof SAMPLE_ARRAYS;

/** Every {@link SampleType}. */
export const SAMPLE_TYPES = Object.keys(SAMPLE_ARRAYS) as [SampleType, ...SampleType[]];

/** The numbers of samples, one sample after the other. */
export type SampleValues = Uint8Array | Float32Array | Int32Array;

/** What every sample of a dataset is: a tensor. */
export interface SampleKind {
  /** Sizes of the dimensions: `[height, width, channels]` of an image, `[columns]` of a row of a table. */
  readonly shape: readonly number[];
  readonly type: SampleType;
}

/** The number of values in one sample. */
export function sampleSize(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Bytes of one value. */
export function valueBytes(type: SampleType): number {
  return SAMPLE_ARRAYS[type].BYTES_PER_ELEMENT;
}

/**
 * Bytes as values, without a copy.
 *
 * @param bytes as this machine orders them, at a multiple of {@link valueBytes} in their memory
 */
export function valuesOf(type: SampleType, bytes: Uint8Array): SampleValues {
  return new SAMPLE_ARRAYS[type](
    bytes.buffer as ArrayBuffer, // or shared: its constructors take either
    bytes.byteOffset,
    bytes.byteLength / valueBytes(type),
  );
}

/** The type of values. */
export function typeOf(values: SampleValues): SampleType {
  return SAMPLE_TYPES.find((type) => values instanceof SAMPLE_ARRAYS[type])!;
}
