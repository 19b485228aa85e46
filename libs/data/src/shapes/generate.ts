import type { Dataset, SampleSet } from '../dataset.ts';
import { fingerprint } from '../fingerprint.ts';
import { SeededRandom } from '../random.ts';
import { FIGURES } from './figures.ts';
import { sampleSize } from '../sample.ts';
import { renderImage, SHAPES_SAMPLE } from './render.ts';

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
  const dataset = {
    name: 'shapes',
    synthetic: true,
    classes: FIGURES.map(({ name }) => name),
    sample: SHAPES_SAMPLE,
    train: generateSet('train', TRAIN_SAMPLES),
    test: generateSet('test', TEST_SAMPLES),
  };
  return { ...dataset, sha256: fingerprint(dataset) };
}

function generateSet(name: string, samples: number): SampleSet {
  const imageBytes = sampleSize(SHAPES_SAMPLE.shape);
  const images = new Uint8ClampedArray(samples * imageBytes);
  const labels = new Int32Array(samples);
  const random = SeededRandom.from(SEED, name);
  for (let sample = 0; sample < samples; sample++) {
    const label = sample % FIGURES.length;
    const start = sample * imageBytes;
    renderImage(FIGURES[label]!.inside, random, images.subarray(start, start + imageBytes));
    labels[sample] = label;
  }
  return { values: new Uint8Array(images.buffer), labels };
}
