/**
 * The Cholesky factor L of a symmetric positive definite matrix, L Lᵀ, written over its lower half.
 *
 * @param matrix [size, size], of which the lower half counts
 * @throws RangeError when it is not positive definite
 */
export function choleskyInPlace(matrix: Float64Array, size: number): Float64Array {
  for (let row = 0; row < size; row++) {
    const own = row * size;
    for (let column = 0; column <= row; column++) {
      const other = column * size;
      let value = matrix[own + column]!;
      for (let k = 0; k < column; k++) value -= matrix[own + k]! * matrix[other + k]!;
      if (column < row) matrix[own + column] = value / matrix[other + column]!;
      else if (value > 0) matrix[own + row] = Math.sqrt(value);
      else throw new RangeError(`the matrix is not positive definite in row ${row}`);
    }
  }
  return matrix;
}

/** Solves L x = b for each row b of `values`, [count, size], and writes x over it. */
export function solveLower(lower: Float64Array, size: number, values: Float64Array): void {
  for (let start = 0; start < values.length; start += size) {
    for (let row = 0; row < size; row++) {
      const own = row * size;
      let value = values[start + row]!;
      for (let k = 0; k < row; k++) value -= lower[own + k]! * values[start + k]!;
      values[start + row] = value / lower[own + row]!;
    }
  }
}

/** Solves Lᵀ x = b for each row b of `values`, [count, size], and writes x over it. */
export function solveLowerTransposed(
  lower: Float64Array,
  size: number,
  values: Float64Array,
): void {
  for (let start = 0; start < values.length; start += size) {
    for (let row = size - 1; row >= 0; row--) {
      const own = row * size;
      const value = (values[start + row]! /= lower[own + row]!);
      for (let k = 0; k < row; k++) values[start + k]! -= lower[own + k]! * value;
    }
  }
}

/** Multiplies each row v of `values`, [count, size], by Lᵀ from the right of L: (L v), written over it. */
export function multiplyLower(lower: Float64Array, size: number, values: Float64Array): void {
  for (let start = 0; start < values.length; start += size) {
    for (let row = size - 1; row >= 0; row--) {
      const own = row * size;
      let value = 0;
      for (let k = 0; k <= row; k++) value += lower[own + k]! * values[start + k]!;
      values[start + row] = value;
    }
  }
}
