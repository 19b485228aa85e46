import type { Dataset } from '@chorus/data';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PNG } from 'pngjs';
import { chooseImages } from './choose-images.ts';

/** Figures that a small network tells apart after a few hundred pictures. */
const CLASSES = ['disc', 'cross', 'stripes', 'checker'];

/**
 * Writes a folder of PNG files, CLASS/NAME.png, without splits: four classes of 150 pictures; and beside it a table of their
 * paths.
 */
export async function writePictures(shapes: Dataset, folder: string): Promise<void> {
  const images = chooseImages(shapes, 'train', 600, CLASSES);
  const lines = ['file,figure'];
  for (const [number, { label, pixels }] of images.entries()) {
    const classFolder = join(folder, shapes.classes[label]!);
    await mkdir(classFolder, { recursive: true });
    const name = `${String(number + 1).padStart(3, '0')}.png`;
    await writeFile(join(classFolder, name), encode(pixels));
    lines.push(`${basename(folder)}/${shapes.classes[label]}/${name},${shapes.classes[label]}`);
  }
  await writeFile(`${folder}.csv`, `${lines.join('\n')}\n`);
}

/** @param pixels [32, 32, 3] */
function encode(pixels: Uint8Array): Buffer {
  const png = new PNG({ width: 32, height: 32, colorType: 2, inputHasAlpha: false });
  png.data = Buffer.from(pixels);
  return PNG.sync.write(png, { colorType: 2, inputHasAlpha: false });
}
