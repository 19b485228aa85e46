import { DEFAULT_PIXEL_LIMIT } from '../images/decode-image.ts';
import { UnreadableImage } from '../images/image-header.ts';
import { type ImagePreparation, sampleOf } from '../images/image-preparation.ts';
import type { UnreadableFile } from '../images/inspect-folder.ts';
import { readImage } from '../images/read-image.ts';
import { refuseUnreadable } from '../images/unreadable-files.ts';
import { sampleSize } from '../sample.ts';
import { assemblePieces } from '../sources/assemble-pieces.ts';
import type { RawPiece, RawSplit } from '../sources/raw-dataset.ts';
import { asResult, workOn, type InspectedPictures } from './inspect-pictures.ts';
import type { PictureTable } from './picture-table.ts';

/** The pictures of a table, decoded as they are read. */
export class PictureSplit implements RawSplit {
  readonly samples: number;
  readonly labels: Int32Array;
  readonly names: readonly string[];
  readonly #table: PictureTable;
  readonly #rows: ReadonlySet<number>;
  readonly #preparation: ImagePreparation;
  readonly #pixelLimit: number;

  /** @param rows the places of the rows that are used, and their names, as many as labels */
  constructor(
    table: PictureTable,
    { rows, names }: Pick<InspectedPictures, 'rows' | 'names'>,
    labels: Int32Array,
    preparation: ImagePreparation,
    pixelLimit = DEFAULT_PIXEL_LIMIT,
  ) {
    this.samples = labels.length;
    this.labels = labels;
    this.names = names;
    this.#table = table;
    this.#rows = new Set(rows);
    this.#preparation = preparation;
    this.#pixelLimit = pixelLimit;
  }

  read(signal?: AbortSignal): AsyncGenerator<RawPiece> {
    const size = sampleSize(sampleOf(this.#preparation).shape);
    return assemblePieces(this.#decode(signal), this.labels, size);
  }

  /** @throws DatasetError `corrupt` that names all that are broken, after all were tried */
  async *#decode(signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const broken: UnreadableFile[] = [];
    const decoded = workOn(this.#table.rows(signal), async (row, place) => {
      if (!this.#rows.has(place)) return undefined;
      return asResult(async () => readImage(await row.load(), this.#preparation, this.#pixelLimit));
    });
    for await (const { row, result } of decoded) {
      if (result instanceof UnreadableImage) {
        broken.push({ shown: row.where, reason: result.message });
      } else if (result && broken.length === 0) yield result;
    }
    if (broken.length > 0) throw refuseUnreadable(broken, this.samples, this.#table.source);
  }
}
