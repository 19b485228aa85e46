import type { Dataset, SampleSet } from '@chorus/data';

/** Bytes of an image of `shapes`: 32 × 32 × 3. */
const IMAGE_BYTES = 32 * 32 * 3;

/** An image of `shapes`, [32, 32, 3], and its class. */
export interface ShapesImage {
  readonly label: number;
  readonly pixels: Uint8Array;
}

/** The first images of a split, of all classes or of some of them. */
export function chooseImages(
  shapes: Dataset,
  split: 'train' | 'test',
  samples: number,
  classes = shapes.classes,
): ShapesImage[] {
  const { values, labels }: SampleSet = shapes[split];
  const places = [...labels.keys()]
    .filter((at) => classes.includes(shapes.classes[labels[at]!]!))
    .slice(0, samples);
  return places.map((at) => ({
    label: labels[at]!,
    pixels: values.subarray(at * IMAGE_BYTES, (at + 1) * IMAGE_BYTES) as Uint8Array,
  }));
}
