/** A size of images. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}
