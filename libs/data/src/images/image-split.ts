import { assemblePieces } from '../sources/assemble-pieces.ts';
import type { RawPiece, RawSplit } from '../sources/raw-dataset.ts';
import { sampleSize } from '../sample.ts';
import { decodeFiles } from './decode-files.ts';
import type { ImageFile } from './image-file.ts';
import { UnreadableImage } from './image-header.ts';
import { type ImagePreparation, sampleOf } from './image-preparation.ts';
import { type OnImageProgress, throwIfCancelled } from './image-progress.ts';

/** An image and its class. */
export interface LabelledImage {
  readonly file: ImageFile;
  readonly label: number;
}

/** How the images of a split are read. */
export interface ImageSplitOptions {
  /** What messages call the folder. */
  readonly title: string;
  readonly preparation: ImagePreparation;
  readonly onProgress?: OnImageProgress | undefined;
  /**
   * Called when an image turns out to be broken.
   *
   * @throws DatasetError that names all that are
   */
  readonly onUnreadable: (signal: AbortSignal | undefined) => Promise<never>;
}

/** Images that are decoded as they are read, several at once, in a fixed order and bounded memory. */
export class ImageSplit implements RawSplit {
  readonly samples: number;
  readonly labels: Int32Array;
  readonly names: readonly string[];
  readonly #images: readonly LabelledImage[];
  readonly #options: ImageSplitOptions;

  constructor(images: readonly LabelledImage[], options: ImageSplitOptions) {
    this.samples = images.length;
    this.labels = Int32Array.from(images, ({ label }) => label);
    this.names = images.map(({ file }) => file.entry.shown);
    this.#images = images;
    this.#options = options;
  }

  read(signal?: AbortSignal): AsyncGenerator<RawPiece> {
    const size = sampleSize(sampleOf(this.#options.preparation).shape);
    return assemblePieces(this.#decode(signal), this.labels, size);
  }

  async *#decode(signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const { title, onProgress, onUnreadable } = this.#options;
    const files = this.#images.map(({ file }) => file);
    let done = 0;
    for await (const sample of decodeFiles(files, this.#options.preparation)) {
      throwIfCancelled(signal, title);
      if (sample instanceof UnreadableImage) await onUnreadable(signal);
      else yield sample;
      onProgress?.({ stage: 'decode', done: ++done, total: files.length });
    }
  }
}
