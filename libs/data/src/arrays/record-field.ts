import { DatasetError } from '../dataset-error.ts';
import { rowLength, type ArrayFile, type ArrayPiece, type RowRange } from './array-file.ts';
import { PlainBytes } from './plain-bytes.ts';

/** One part of each record of a file of records without a header. */
export interface RecordField {
  /** Bytes of one record. */
  readonly recordBytes: number;
  /** Bytes of a record before this part. */
  readonly offset: number;
  /** The shape of the part, of bytes. */
  readonly shape: readonly number[];
}

const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * The same part of each record as an array of uint8, [records, ...the part's shape].
 *
 * @throws DatasetError `missing`; `corrupt` when the file ends within a record; `storage`
 */
export async function openRecordField(path: string, field: RecordField): Promise<ArrayFile> {
  const bytes = await PlainBytes.open(path);
  const { source, size } = bytes;
  const { recordBytes } = field;
  if (size % recordBytes !== 0) {
    await bytes.close();
    const records = Math.floor(size / recordBytes);
    throw new DatasetError(
      'corrupt',
      `${source} has ${size} bytes, which is more than ${records} and less than ${records + 1} records of ${recordBytes}; download it again`,
    );
  }
  const shape = [size / recordBytes, ...field.shape];
  return {
    source,
    shape,
    type: 'uint8',
    pieces: (range) => fieldPieces(bytes, field, shape, range),
    close: () => bytes.close(),
  };
}

async function* fieldPieces(
  bytes: PlainBytes,
  { recordBytes, offset }: RecordField,
  shape: readonly number[],
  { start = 0, end = shape[0]! }: RowRange = {},
): AsyncGenerator<ArrayPiece> {
  if (!(0 <= start && start <= end && end <= shape[0]!)) {
    throw new RangeError(`rows ${start} to ${end} are not within ${shape[0]} rows`);
  }
  const length = rowLength(shape);
  const cursor = await bytes.cursor();
  await cursor.skip(start * recordBytes);
  const rowsAtOnce = Math.max(1, Math.floor(PIECE_BYTES / recordBytes));
  for (let first = start; first < end; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, end - first);
    const records = await cursor.take(rows * recordBytes);
    const values = new Uint8Array(rows * length);
    for (let row = 0; row < rows; row++) {
      const from = row * recordBytes + offset;
      values.set(records.subarray(from, from + length), row * length);
    }
    yield { start: first, rows, values };
  }
  await bytes.requireUnchanged();
}
