/**
 * The inverse cosine transform of a block's lowest frequencies alone (ITU-T T.81, A.3.3, with fewer terms), which gives the block in
 * fewer pixels: 8 × 8 become 1, 2, 4 or 8 in each direction, and each is nearly the mean of those that it stands for.
 */
export class ReducedTransform {
  readonly width: number;
  readonly height: number;
  /** By the place of a coefficient in the file, and beyond: where it is kept; the last place when it is not needed. */
  readonly places: Uint8Array;
  /** The last place in the file of one that is needed. */
  readonly lastPlace: number;
  /** The coefficients of one block, [height, width], and one that is not needed. */
  readonly coefficients: Int32Array;
  readonly #across: Float64Array;
  readonly #down: Float64Array;
  /** Rows that were transformed, [height, width]. */
  readonly #rows: Float64Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.coefficients = new Int32Array(width * height + 1);
    this.places = new Uint8Array(256).fill(width * height);
    let lastPlace = 0;
    for (const [place, natural] of ZIGZAG.entries()) {
      const [row, column] = [natural >> 3, natural & 7];
      if (row >= height || column >= width) continue;
      this.places[place] = row * width + column;
      lastPlace = place;
    }
    this.lastPlace = lastPlace;
    this.#across = basisOf(width);
    this.#down = basisOf(height);
    this.#rows = new Float64Array(width * height);
  }

  /**
   * Writes the block's pixels.
   *
   * @param at the place of the first one
   * @param stride from a row of pixels to the next
   */
  write(pixels: Uint8ClampedArray, at: number, stride: number): void {
    const { width, height, coefficients } = this;
    if (width === 2 && height === 2) writeTwoByTwo(coefficients, pixels, at, stride);
    else if (width === 4 && height === 4) this.#writeFourByFour(pixels, at, stride);
    else if (width * height === 1) pixels[at] = coefficients[0]! / 8 + MIDDLE;
    else this.#writeAny(pixels, at, stride);
  }

  /** A usual case, as {@link #writeAny} without its loops. */
  #writeFourByFour(pixels: Uint8ClampedArray, at: number, stride: number): void {
    const { coefficients } = this;
    const rows = this.#rows;
    for (let v = 0; v < 16; v += 4) {
      const sum = (coefficients[v]! + coefficients[v + 2]!) * EVEN;
      const difference = (coefficients[v]! - coefficients[v + 2]!) * EVEN;
      const outer = coefficients[v + 1]! * LARGE + coefficients[v + 3]! * SMALL;
      const inner = coefficients[v + 1]! * SMALL - coefficients[v + 3]! * LARGE;
      rows[v] = sum + outer;
      rows[v + 1] = difference + inner;
      rows[v + 2] = difference - inner;
      rows[v + 3] = sum - outer;
    }
    for (let x = 0; x < 4; x++) {
      const sum = (rows[x]! + rows[x + 8]!) * EVEN + MIDDLE;
      const difference = (rows[x]! - rows[x + 8]!) * EVEN + MIDDLE;
      const outer = rows[x + 4]! * LARGE + rows[x + 12]! * SMALL;
      const inner = rows[x + 4]! * SMALL - rows[x + 12]! * LARGE;
      const place = at + x;
      pixels[place] = sum + outer;
      pixels[place + stride] = difference + inner;
      pixels[place + 2 * stride] = difference - inner;
      pixels[place + 3 * stride] = sum - outer;
    }
  }

  #writeAny(pixels: Uint8ClampedArray, at: number, stride: number): void {
    const { width, height, coefficients } = this;
    const [across, down, rows] = [this.#across, this.#down, this.#rows];
    for (let v = 0; v < height; v++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let u = 0; u < width; u++) {
          sum += across[u * width + x]! * coefficients[v * width + u]!;
        }
        rows[v * width + x] = sum;
      }
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = MIDDLE;
        for (let v = 0; v < height; v++) sum += down[v * height + y]! * rows[v * width + x]!;
        pixels[at + y * stride + x] = sum;
      }
    }
  }
}

/** Half of the range of a sample, by which the file's are lower. */
const MIDDLE = 128;

/** The factors of four frequencies in four pixels. */
const EVEN = Math.SQRT1_2 / 2;
const LARGE = Math.cos(Math.PI / 8) / 2;
const SMALL = Math.sin(Math.PI / 8) / 2;

/** The most usual case, whose factors are all the same. */
function writeTwoByTwo(
  coefficients: Int32Array,
  pixels: Uint8ClampedArray,
  at: number,
  stride: number,
): void {
  const mean = coefficients[0]! / 8 + MIDDLE;
  const across = coefficients[1]! / 8;
  const down = coefficients[2]! / 8;
  const both = coefficients[3]! / 8;
  pixels[at] = mean + across + down + both;
  pixels[at + 1] = mean - across + down - both;
  pixels[at + stride] = mean + across - down - both;
  pixels[at + stride + 1] = mean - across - down + both;
}

/** What each of `size` frequencies adds to each of `size` pixels, [frequencies, pixels]. */
function basisOf(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, index) => {
    const [frequency, pixel] = [Math.floor(index / size), index % size];
    const scale = frequency === 0 ? Math.SQRT1_2 : 1;
    return (scale / 2) * Math.cos(((2 * pixel + 1) * frequency * Math.PI) / (2 * size));
  });
}

/** The places of an 8 × 8 block, row by row, in the order of the file. */
const ZIGZAG = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48],
  ...[41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23],
  ...[30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
);
