import { DatasetError } from '../dataset-error.ts';
import { UnreadableImage } from '../images/image-header.ts';
import { promisedFormat } from '../images/image-format.ts';
import type { ImagePreparation } from '../images/image-preparation.ts';
import { readImage } from '../images/read-image.ts';
import { workOn } from '../picture-tables/inspect-pictures.ts';
import { openParquetPictures } from '../picture-tables/parquet-pictures.ts';
import { openPathPictures } from '../picture-tables/path-pictures.ts';
import type { PictureRow, PictureTable } from '../picture-tables/picture-table.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { openTable } from '../tables/open-table.ts';
import { PieceOfPictures } from './piece-of-pictures.ts';
import type { PredictionPiece, PredictionSource } from './prediction-source.ts';

/** The pictures that a table holds, or whose paths it has: one that cannot be read is a problem of its row. */
export class PictureTableSource implements PredictionSource {
  readonly items = undefined;
  readonly #file: string;
  readonly #table: PictureTable;
  readonly #preparation: ImagePreparation;

  private constructor(file: string, table: PictureTable, preparation: ImagePreparation) {
    this.#file = file;
    this.#table = table;
    this.#preparation = preparation;
  }

  /**
   * Opens a table, which needs no column of classes.
   *
   * @param shown its name
   * @throws DatasetError `missing`, `corrupt` when it has no column of pictures, `storage`
   */
  static async open(
    path: string,
    shown: string,
    isParquet: boolean,
    preparation: ImagePreparation,
  ): Promise<PictureTableSource> {
    const within = isParquet ? await openParquetPictures([path], { labelled: false }) : undefined;
    const table = within ?? (await openPathPictures(path, await optionsFor(path)));
    if (table) return new PictureTableSource(shown, table, preparation);
    const problem = `${shown} is a table without a column of pictures`;
    const remedy = 'give it one with their paths, such as a/1.jpg, or name the files themselves';
    throw new DatasetError('corrupt', `${problem}: ${remedy}`);
  }

  get findings(): readonly Finding[] {
    return this.#table.findings;
  }

  async *read(signal?: AbortSignal): AsyncGenerator<PredictionPiece> {
    const piece = new PieceOfPictures(this.#preparation);
    const worked = workOn(this.#table.rows(signal), (row) => this.#sampleOf(row));
    for await (const { place, result } of worked) {
      const item = { file: this.#file, row: place + 1 };
      if (typeof result === 'string') piece.addProblem(item, result);
      else piece.add(item, result);
      if (piece.isFull) yield piece.take();
    }
    if (!piece.isEmpty) yield piece.take();
  }

  /** @returns the sample, or why there is none */
  async #sampleOf(row: PictureRow): Promise<Uint8Array | string> {
    try {
      return await readImage(await row.load(), this.#preparation);
    } catch (reason) {
      const { where } = row;
      if (reason instanceof UnreadableImage) return `${where} ${reason.message}`;
      if (!(reason instanceof DatasetError)) throw reason;
      return reason.message.startsWith(where) ? reason.message : `${where}: ${reason.message}`;
    }
  }
}

/** A list of paths alone has no line that names its column: that line names a picture. */
async function optionsFor(path: string) {
  const { columns } = await openTable(path);
  const header = columns.every(({ name }) => promisedFormat(name) === undefined);
  return { labelled: false, header };
}
