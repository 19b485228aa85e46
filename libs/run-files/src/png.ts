import { constants } from 'node:zlib';
import { PNG } from 'pngjs';

const RGB = 2; // PNG colour type: three channels, no palette, no alpha.
const FILTER_UP = 2;
const CHANNELS = 3;

/**
 * An image as PNG, each pixel drawn as `scale` × `scale` equal ones (nearest neighbour), so that the
 * pixels of a 32 × 32 image can be seen.
 *
 * @param pixels RGB, [height, width, 3], row by row
 * @param scale whole number from 1
 * @throws RangeError when `pixels` has another length
 */
export function encodePng(
  pixels: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
  scale: number,
): Uint8Array {
  if (pixels.length !== height * width * CHANNELS) {
    throw new RangeError(`${pixels.length} bytes are not an RGB image of ${height} × ${width}`);
  }
  const png = new PNG({ width: width * scale, height: height * scale });
  png.data = enlarge(pixels, height, width, scale);
  return PNG.sync.write(png, {
    colorType: RGB,
    inputColorType: RGB,
    inputHasAlpha: false,
    // Each pixel is drawn as several equal rows, which this filter makes zeros: no other needs to be tried.
    filterType: FILTER_UP,
    deflateStrategy: constants.Z_DEFAULT_STRATEGY,
    deflateLevel: 6,
  });
}

/** [height, width, 3] → [height × scale, width × scale, 3] */
function enlarge(pixels: Uint8Array, height: number, width: number, scale: number): Buffer {
  const rowBytes = width * scale * CHANNELS;
  const enlarged = Buffer.alloc(height * scale * rowBytes);
  for (let y = 0; y < height; y++) {
    const top = y * scale * rowBytes;
    for (let byte = 0; byte < rowBytes; byte++) {
      const x = Math.floor(byte / (scale * CHANNELS));
      enlarged[top + byte] = pixels[(y * width + x) * CHANNELS + (byte % CHANNELS)]!;
    }
    for (let row = 1; row < scale; row++) {
      enlarged.copyWithin(top + row * rowBytes, top, top + rowBytes);
    }
  }
  return enlarged;
}
