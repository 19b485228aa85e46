import { imageSize, type Dataset, type ImageSet } from '../dataset.ts';
import { fingerprint } from '../fingerprint.ts';
import { SeededRandom } from '../random.ts';
import { FIGURES } from './figures.ts';
import { renderImage, SHAPES_SHAPE } from './render.ts';

/** The seed of the dataset itself: a run's seed does not change its data. */
const SEED = 2009;
const TRAIN_SAMPLES = 6_000;
const TEST_SAMPLES = 2_000;

/**
 * Generates `shapes`: 6,000 training and 2,000 test images, 32×32×3, of one of ten figures each.
 * Every class is equally frequent, in every ten images in a row, too. The bytes are the same on
 * every machine.
 */
export function generateShapes(): Dataset {
  const train = generateSet('train', TRAIN_SAMPLES);
  const test = generateSet('test', TEST_SAMPLES);
  return {
    name: 'shapes',
    synthetic: true,
    classes: FIGURES.map(({ name }) => name),
    shape: SHAPES_SHAPE,
    train,
    test,
    sha256: fingerprint(train, test),
  };
}

function generateSet(name: string, samples: number): ImageSet {
  const imageBytes = imageSize(SHAPES_SHAPE);
  const images = new Uint8ClampedArray(samples * imageBytes);
  const labels = new Uint8Array(samples);
  const random = SeededRandom.from(SEED, name);
  for (let sample = 0; sample < samples; sample++) {
    const label = sample % FIGURES.length;
    const start = sample * imageBytes;
    renderImage(FIGURES[label]!.inside, random, images.subarray(start, start + imageBytes));
    labels[sample] = label;
  }
  return { images: new Uint8Array(images.buffer), labels };
}
