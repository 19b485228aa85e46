// Writes JPEG files of 256 × 256 pixels, in folders of ten classes: soft colours with some noise, which take 20 kB each, as
// photographs do: node write-jpegs.ts <folder> <images>
import { SeededRandom } from '@chorus/data';
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';

const SIDE = 256;
const CLASSES = 10;
const QUALITY = 90;
/** Colours in each direction, which are made soft, and how much noise is laid over them. */
const SOFT = 8;
const ROUGH = 64;
const ROUGHNESS = 24;

const [folder = '', images = ''] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
for (let label = 0; label < CLASSES; label++) {
  mkdirSync(path.join(folder, `class ${label}`), { recursive: true });
}
let next = 0;
await Promise.all(Array.from({ length: 2 * availableParallelism() }, writeImages));

async function writeImages(): Promise<void> {
  for (let image = next++; image < Number(images); image = next++) {
    const random = SeededRandom.from(1, 'image', String(image));
    const soft = await scaled(random, SOFT, 256);
    const rough = await scaled(random, ROUGH, ROUGHNESS);
    const values = soft.map((value, at) => Math.min(255, value + rough[at]!));
    const name = path.join(folder, `class ${image % CLASSES}`, `${image}.jpg`);
    await sharp(values, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .jpeg({ quality: QUALITY })
      .toFile(name);
  }
}

/** Random colours, [side, side, 3], scaled up to the image's size. */
async function scaled(random: SeededRandom, side: number, below: number): Promise<Buffer> {
  const values = Uint8Array.from({ length: side * side * 3 }, () => random.below(below));
  return sharp(values, { raw: { width: side, height: side, channels: 3 } })
    .resize(SIDE, SIDE, { kernel: 'cubic' })
    .raw()
    .toBuffer();
}
