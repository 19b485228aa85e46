import type { RawPiece, RawSplit } from '../sources/raw-dataset.ts';
import { sampleSize } from '../sample.ts';
import { decodeImage } from './decode-image.ts';
import { type ImageFile, readImageFile } from './image-file.ts';
import { UnreadableImage } from './image-header.ts';
import { type ImagePreparation, sampleOf } from './image-preparation.ts';
import { type OnImageProgress, throwIfCancelled } from './image-progress.ts';
import { inOrder } from './in-order.ts';

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

/** Bytes of the samples that are handed on at once. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** sharp decodes in the threads of libuv's pool; some more wait for it with their files read. */
const DECODED_AT_ONCE = 16;
/** An image takes up to 8 bytes a pixel while it is decoded. */
const PIXELS_AT_ONCE = 32_000_000;

/** Images that are decoded as they are read, several at once, in a fixed order and bounded memory. */
export class ImageSplit implements RawSplit {
  readonly samples: number;
  readonly labels: Int32Array;
  readonly #images: readonly LabelledImage[];
  readonly #options: ImageSplitOptions;

  constructor(images: readonly LabelledImage[], options: ImageSplitOptions) {
    this.samples = images.length;
    this.labels = Int32Array.from(images, ({ label }) => label);
    this.#images = images;
    this.#options = options;
  }

  async *read(signal?: AbortSignal): AsyncGenerator<RawPiece> {
    const { preparation } = this.#options;
    const size = sampleSize(sampleOf(preparation).shape);
    const most = Math.max(1, Math.floor(PIECE_BYTES / size));
    let first = 0;
    let values = new Uint8Array(Math.min(most, this.samples) * size);
    let filled = 0;
    for await (const sample of this.#decode(signal)) {
      values.set(sample, filled);
      filled += size;
      if (filled < values.length) continue;
      yield { values, labels: this.labels.slice(first, first + filled / size) };
      first += filled / size;
      values = new Uint8Array(Math.min(most, this.samples - first) * size);
      filled = 0;
    }
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

/**
 * Decodes files, several at once; what is broken is given as the error that it is, in its place.
 *
 * @throws DatasetError `storage` when a file cannot be read; `corrupt` when it has become another one
 */
export function decodeFiles(
  files: readonly ImageFile[],
  preparation: ImagePreparation,
): AsyncGenerator<Uint8Array | UnreadableImage> {
  const bounds = {
    items: DECODED_AT_ONCE,
    weight: PIXELS_AT_ONCE,
    weightOf: ({ header }: ImageFile) => header.width * header.height,
  };
  return inOrder(files, bounds, async (file) => {
    const bytes = await readImageFile(file);
    try {
      return await decodeImage(bytes, file.header, preparation);
    } catch (reason) {
      if (reason instanceof UnreadableImage) return reason;
      throw reason;
    }
  });
}
