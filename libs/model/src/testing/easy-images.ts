import { type SampleSet, sampleSize, SeededRandom } from '@chorus/data';

/** The shape of {@link easyImages}, [height, width, channels]: small, so that a test takes a moment. */
export const EASY_SHAPE = [8, 8, 3];

/** The number of classes of {@link easyImages}: one for each colour channel. */
export const EASY_CLASSES = 3;

/** Images whose label is the brightest channel: anything that can learn learns them. */
export function easyImages(samples: number, seed: number): SampleSet {
  const random = SeededRandom.from(seed);
  const labels = Int32Array.from({ length: samples }, () => random.below(EASY_CLASSES));
  const values = Uint8Array.from({ length: samples * sampleSize(EASY_SHAPE) }, (_, index) => {
    const label = labels[Math.floor(index / sampleSize(EASY_SHAPE))]!;
    return random.below(160) + (index % EASY_CLASSES === label ? 95 : 0);
  });
  return { values, labels };
}
