import type { Dataset, SampleSet } from '@chorus/data';

/** Bytes of an image of `shapes`: 32 × 32 × 3. */
const IMAGE_BYTES = 32 * 32 * 3;

/** An image of `shapes`, [32, 32, 3], and its class. */
export interface ShapesImage {
  readonly label: number;
  readonly pixels: Uint8Array;
}

/** The first images of a split whose class is one of the first so many. */
export function chooseImages(
  shapes: Dataset,
  split: 'train' | 'test',
  { classes, samples }: { readonly classes: number; readonly samples: number },
): ShapesImage[] {
  const { values, labels }: SampleSet = shapes[split];
  const places = [...labels.keys()].filter((at) => labels[at]! < classes).slice(0, samples);
  return places.map((at) => ({
    label: labels[at]!,
    pixels: values.subarray(at * IMAGE_BYTES, (at + 1) * IMAGE_BYTES) as Uint8Array,
  }));
}
