import type { ImageShape } from '@chorus/data';
import { constants } from 'node:zlib';
import { PNG } from 'pngjs';

/** PNG's colour types by channels: grey, grey and alpha, RGB, RGBA. */
const COLOUR_TYPES: readonly (0 | 2 | 4 | 6 | undefined)[] = [undefined, 0, 4, 2, 6];
const FILTER_UP = 2;

/**
 * An image as PNG, each pixel drawn as `scale` × `scale` equal ones (nearest neighbour), so that the
 * pixels of a 32 × 32 image can be seen.
 *
 * @param pixels [height, width, channels], row by row
 * @param scale whole number from 1
 * @throws RangeError when `pixels` has another length, or there are no colours of so many channels
 */
export function encodePng(pixels: Uint8Array, shape: ImageShape, scale: number): Uint8Array {
  const { height, width, channels } = shape;
  const colorType = COLOUR_TYPES[channels];
  if (colorType === undefined || pixels.length !== height * width * channels) {
    throw new RangeError(
      `${pixels.length} bytes are not an image of ${height} × ${width} pixels of 1 to 4 channels`,
    );
  }
  const png = new PNG({ width: width * scale, height: height * scale });
  png.data = enlarge(pixels, shape, scale);
  return PNG.sync.write(png, {
    colorType,
    // The same: pngjs then takes the bytes as they are.
    inputColorType: colorType,
    inputHasAlpha: channels % 2 === 0,
    // Each pixel is drawn as several equal rows, which this filter makes zeros: no other needs to be tried.
    filterType: FILTER_UP,
    deflateStrategy: constants.Z_DEFAULT_STRATEGY,
    deflateLevel: 6,
  });
}

/** [height, width, channels] → [height × scale, width × scale, channels] */
function enlarge(pixels: Uint8Array, { height, width, channels }: ImageShape, scale: number) {
  const rowBytes = width * scale * channels;
  const enlarged = Buffer.alloc(height * scale * rowBytes);
  for (let y = 0; y < height; y++) {
    const top = y * scale * rowBytes;
    for (let byte = 0; byte < rowBytes; byte++) {
      const x = Math.floor(byte / (scale * channels));
      enlarged[top + byte] = pixels[(y * width + x) * channels + (byte % channels)]!;
    }
    for (let row = 1; row < scale; row++) {
      enlarged.copyWithin(top + row * rowBytes, top, top + rowBytes);
    }
  }
  return enlarged;
}
