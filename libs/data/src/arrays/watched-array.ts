import { DatasetError } from '../dataset-error.ts';
import type { ArrayFile, ArrayPiece, RowRange } from './array-file.ts';

/** How many rows of an array were read, in one of the times that it is read. */
export interface ReadProgress {
  /** The file, and the array in it when it may hold several. */
  readonly source: string;
  readonly readRows: number;
  /** How many are read this time. */
  readonly totalRows: number;
}

/** Who watches while arrays are read. */
export interface ReadWatcher {
  /** Called after every piece of a few MiB. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  /** Ends the reading between two pieces. */
  readonly signal?: AbortSignal | undefined;
}

/** The same array, whose reading tells how far it is, and ends with a DatasetError `cancelled` when it shall. */
export function watchArray(array: ArrayFile, watcher: ReadWatcher): ArrayFile {
  const { source, shape, type } = array;
  return {
    source,
    shape,
    type,
    pieces: (range) => watchedPieces(array, watcher, range),
    close: () => array.close(),
  };
}

async function* watchedPieces(
  array: ArrayFile,
  { onProgress, signal }: ReadWatcher,
  range: RowRange = {},
): AsyncGenerator<ArrayPiece> {
  const { source, shape } = array;
  const { start = 0, end = shape[0]! } = range;
  const expectWanted = () => {
    if (!signal?.aborted) return;
    throw new DatasetError('cancelled', `the reading of ${source} was cancelled`);
  };
  expectWanted();
  for await (const piece of array.pieces(range)) {
    onProgress?.({ source, readRows: piece.start + piece.rows - start, totalRows: end - start });
    yield piece;
    expectWanted();
  }
}
