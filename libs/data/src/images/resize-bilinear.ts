import type { ImageSize } from './image-preparation.ts';
import type { Pixels } from './pixels.ts';

/**
 * Scales an image: bilinear, and where it becomes smaller every pixel counts (a triangle as wide as two pixels of the result). It is
 * Pillow's rule, but for the rounding.
 */
export function resizeBilinear(pixels: Pixels, { width, height }: ImageSize): Pixels {
  if (pixels.width === width && pixels.height === height) return pixels;
  const { channels, values } = pixels;
  const across = weightsOf(pixels.width, width);
  const down = weightsOf(pixels.height, height);
  const rows = new Float32Array(width * pixels.height * channels);
  for (let row = 0; row < pixels.height; row++) {
    const line = { values, from: row * pixels.width * channels, step: channels };
    scaleLine(line, rows, row * width * channels, channels, across);
  }
  const scaled = new Uint8ClampedArray(width * height * channels);
  const lineLength = width * channels;
  for (let column = 0; column < lineLength; column++) {
    scaleColumn(rows, column, lineLength, scaled, down);
  }
  return { values: new Uint8Array(scaled.buffer), width, height, channels };
}

/** What each pixel of a line counts for one of the result: those from the first on, which sum to 1. */
interface Weights {
  readonly first: number;
  readonly weights: Float64Array;
}

function weightsOf(from: number, to: number): readonly Weights[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(from, Math.floor(centre + reach + 0.5));
    const weights = Float64Array.from({ length: end - first }, (_, place) =>
      Math.max(0, 1 - Math.abs(first + place + 0.5 - centre) / reach),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

function scaleLine(
  { values, from, step }: { values: Pixels['values']; from: number; step: number },
  scaled: Float32Array,
  to: number,
  channels: number,
  across: readonly Weights[],
): void {
  let at = to;
  for (const { first, weights } of across) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      let place = from + first * step + channel;
      for (let index = 0; index < weights.length; index++, place += step) {
        sum += weights[index]! * values[place]!;
      }
      scaled[at++] = sum;
    }
  }
}

function scaleColumn(
  rows: Float32Array,
  column: number,
  lineLength: number,
  scaled: Uint8ClampedArray,
  down: readonly Weights[],
): void {
  let at = column;
  for (const { first, weights } of down) {
    let sum = 0;
    let place = first * lineLength + column;
    for (let index = 0; index < weights.length; index++, place += lineLength) {
      sum += weights[index]! * rows[place]!;
    }
    scaled[at] = sum;
    at += lineLength;
  }
}
