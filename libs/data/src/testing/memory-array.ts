import type { ArrayFile, ArrayPiece } from '../arrays/array-file.ts';
import type { Elements, ElementType } from '../arrays/element-type.ts';

/** An array of values in memory, read in pieces of two rows. */
export function memoryArray(
  type: ElementType,
  shape: readonly number[],
  values: Elements,
  source = 'x_train.npy',
): ArrayFile {
  const length = shape.slice(1).reduce((product, axis) => product * axis, 1);
  return {
    source,
    shape,
    type,
    async *pieces({ start = 0, end = shape[0]! } = {}): AsyncGenerator<ArrayPiece> {
      for (let first = start; first < end; first += 2) {
        const rows = Math.min(2, end - first);
        yield { start: first, rows, values: values.slice(first * length, (first + rows) * length) };
      }
    },
    close: () => Promise.resolve(),
  };
}
