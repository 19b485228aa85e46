/**
 * Puts an array's part whose first axis was the fastest into rows whose last axis is the fastest.
 *
 * @param columns [...row shape reversed, rows]: the part of each column, the row's first axis the fastest of
 *   the columns'
 * @param rowShape the shape of one row, of n elements
 * @param elementBytes bytes of one element
 * @returns [rows, ...row shape], memory of its own
 */
export function reorderColumns(
  columns: Buffer,
  rowShape: readonly number[],
  rows: number,
  elementBytes: number,
): Buffer {
  const reordered = Buffer.allocUnsafeSlow(columns.length);
  const width = rowShape.reduce((product, axis) => product * axis, 1);
  const word = [4, 2, 1].find((size) => elementBytes % size === 0)!;
  const from = wordsOf(columns, word);
  const to = wordsOf(reordered, word);
  const words = elementBytes / word;
  // Blocks of rows, so that what is written stays in the processor's cache.
  for (let block = 0; block < rows; block += BLOCK_ROWS) {
    const blockEnd = Math.min(rows, block + BLOCK_ROWS);
    let column = 0;
    for (const place of columnPlaces(rowShape)) {
      for (let part = 0; part < words; part++) {
        let source = (column * rows + block) * words + part;
        let target = (block * width + place) * words + part;
        for (let row = block; row < blockEnd; row++) {
          to[target] = from[source]!;
          source += words;
          target += width * words;
        }
      }
      column++;
    }
  }
  return reordered;
}

const BLOCK_ROWS = 128;

/**
 * For each column in the file's order, where it is in a row; counted up, because a table of them would be as
 * large as the row.
 */
function* columnPlaces(rowShape: readonly number[]): Generator<number> {
  const strides = rowShape.map((_, axis) => rowShape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const index = rowShape.map(() => 0);
  for (let place = 0; ;) {
    yield place;
    let axis = 0;
    while (axis < index.length && index[axis] === rowShape[axis]! - 1) {
      place -= index[axis]! * strides[axis]!;
      index[axis++] = 0;
    }
    if (axis === index.length) return;
    index[axis]!++;
    place += strides[axis]!;
  }
}

/** The bytes as words of 1, 2 or 4 bytes. */
function wordsOf(bytes: Buffer, word: number): Uint8Array | Uint16Array | Uint32Array {
  const { buffer, byteOffset, length } = bytes;
  if (word === 1) return new Uint8Array(buffer, byteOffset, length);
  if (word === 2) return new Uint16Array(buffer, byteOffset, length / 2);
  return new Uint32Array(buffer, byteOffset, length / 4);
}
