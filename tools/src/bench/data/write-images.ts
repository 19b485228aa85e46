// Writes a dataset file of images of 64 × 64 × 3 bytes of noise, of ten classes, and names it by a link:
// node write-images.ts <cache folder> <images> <link>
import { DatasetWriter, SeededRandom } from '@chorus/data';
import { symlinkSync } from 'node:fs';

const SHAPE = [64, 64, 3];
const IMAGE_BYTES = 64 * 64 * 3;
const CLASSES = 10;
const TEST_IMAGES = 1000;
const PIECE = 1000;

const [home = '', images = '', link = ''] = process.argv.slice(2);
const random = SeededRandom.from(1);
/** Every image is a part of it: drawing all bytes would take longer than training. */
const noise = new Uint8Array(
  Uint32Array.from({ length: 1_000_000 }, () => random.nextUint32()).buffer,
);
const writer = await DatasetWriter.create(home, {
  name: 'noise',
  synthetic: true,
  classes: Array.from({ length: CLASSES }, (_, label) => `class ${label}`),
  sample: { shape: SHAPE, type: 'uint8' },
  trainSamples: Number(images),
  testSamples: TEST_IMAGES,
});
await write('train', Number(images));
await write('test', TEST_IMAGES);
const { path } = await writer.finish();
symlinkSync(path, link);

async function write(split: 'train' | 'test', samples: number): Promise<void> {
  for (let start = 0; start < samples; start += PIECE) {
    const labels = Int32Array.from({ length: Math.min(PIECE, samples - start) }, () =>
      random.below(CLASSES),
    );
    const values = new Uint8Array(labels.length * IMAGE_BYTES);
    for (let image = 0; image < labels.length; image++) {
      const from = random.below(noise.length - IMAGE_BYTES);
      values.set(noise.subarray(from, from + IMAGE_BYTES), image * IMAGE_BYTES);
    }
    await writer.add(split, values, labels);
  }
}
