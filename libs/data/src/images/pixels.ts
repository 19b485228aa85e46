/** An image in memory. */
export interface Pixels {
  /** Row by row, [height, width, channels]. */
  readonly values: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  /** Values of a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha, or CMYK. */
  readonly channels: number;
}
