import type { Pixels } from './pixels.ts';

/** True when an EXIF orientation makes rows of columns. */
export function swapsSides(orientation: number): boolean {
  return orientation >= 5;
}

/** The image as people see it. @param orientation EXIF's, 1 to 8 (Exif 2.32, 4.6.5, table 6) */
export function turnPixels(pixels: Pixels, orientation: number): Pixels {
  if (orientation === 1) return pixels;
  const { channels } = pixels;
  const swapped = swapsSides(orientation);
  const width = swapped ? pixels.height : pixels.width;
  const height = swapped ? pixels.width : pixels.height;
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBelow = [3, 4, 6, 7].includes(orientation);
  const values = new Uint8Array(width * height * channels);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = swapped ? [y, x] : [x, y];
      const storedColumn = fromRight ? pixels.width - 1 - column : column;
      const storedRow = fromBelow ? pixels.height - 1 - row : row;
      const from = (storedRow * pixels.width + storedColumn) * channels;
      for (let channel = 0; channel < channels; channel++) {
        values[at++] = pixels.values[from + channel]!;
      }
    }
  }
  return { values, width, height, channels };
}
