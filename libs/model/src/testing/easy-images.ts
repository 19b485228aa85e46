import { type ImageSet, type ImageShape, imageSize, SeededRandom } from '@chorus/data';

/** The shape of {@link easyImages}: small, so that a test takes a moment. */
export const EASY_SHAPE: ImageShape = { height: 8, width: 8, channels: 3 };

/** The number of classes of {@link easyImages}: one for each colour channel. */
export const EASY_CLASSES = 3;

/** Images whose label is the brightest channel: anything that can learn learns them. */
export function easyImages(samples: number, seed: number): ImageSet {
  const random = SeededRandom.from(seed);
  const labels = Uint8Array.from({ length: samples }, () => random.below(EASY_CLASSES));
  const images = Uint8Array.from({ length: samples * imageSize(EASY_SHAPE) }, (_, index) => {
    const label = labels[Math.floor(index / imageSize(EASY_SHAPE))]!;
    return random.below(160) + (index % EASY_CLASSES === label ? 95 : 0);
  });
  return { images, labels };
}
