/**
 * The two products of logistic regression, and a Gram matrix: four rows by two columns at a time, so that eight sums
 * stay in registers and each number that is loaded is used for several of them.
 */

/** Rows that are taken at once: matrices have a multiple of them, filled up with zeros. */
export const ROWS_AT_ONCE = 4;
/** Columns that are taken at once. */
export const COLUMNS_AT_ONCE = 2;

/**
 * The product x wᵀ, [rows, columns].
 *
 * @param x [rows, features], a multiple of 4 rows
 * @param w [columns, features], an even number of columns
 * @param z [rows, columns], is written
 */
export function multiply(
  x: Float64Array,
  w: Float64Array,
  z: Float64Array,
  features: number,
): void {
  const columns = w.length / features;
  const rows = z.length / columns;
  for (let row = 0; row < rows; row += 4) {
    const x0 = row * features;
    const x1 = x0 + features;
    const x2 = x1 + features;
    const x3 = x2 + features;
    for (let column = 0; column < columns; column += 2) {
      const w0 = column * features;
      const w1 = w0 + features;
      let a0 = 0,
        a1 = 0,
        b0 = 0,
        b1 = 0,
        c0 = 0,
        c1 = 0,
        d0 = 0,
        d1 = 0;
      for (let f = 0; f < features; f++) {
        const first = w[w0 + f]!;
        const second = w[w1 + f]!;
        a0 += x[x0 + f]! * first;
        a1 += x[x0 + f]! * second;
        b0 += x[x1 + f]! * first;
        b1 += x[x1 + f]! * second;
        c0 += x[x2 + f]! * first;
        c1 += x[x2 + f]! * second;
        d0 += x[x3 + f]! * first;
        d1 += x[x3 + f]! * second;
      }
      const to = row * columns + column;
      z[to] = a0;
      z[to + 1] = a1;
      z[to + columns] = b0;
      z[to + columns + 1] = b1;
      z[to + 2 * columns] = c0;
      z[to + 2 * columns + 1] = c1;
      z[to + 3 * columns] = d0;
      z[to + 3 * columns + 1] = d1;
    }
  }
}

/**
 * The product rᵀ x, [columns, features].
 *
 * @param r [rows, columns], a multiple of 4 rows, an even number of columns
 * @param x [rows, features]
 * @param g [columns, features], is written
 */
export function multiplyTransposed(
  r: Float64Array,
  x: Float64Array,
  g: Float64Array,
  features: number,
): void {
  const columns = g.length / features;
  const rows = r.length / columns;
  g.fill(0);
  for (let row = 0; row < rows; row += 4) {
    const x0 = row * features;
    const x1 = x0 + features;
    const x2 = x1 + features;
    const x3 = x2 + features;
    for (let column = 0; column < columns; column += 2) {
      const from = row * columns + column;
      const a0 = r[from]!;
      const a1 = r[from + 1]!;
      const b0 = r[from + columns]!;
      const b1 = r[from + columns + 1]!;
      const c0 = r[from + 2 * columns]!;
      const c1 = r[from + 2 * columns + 1]!;
      const d0 = r[from + 3 * columns]!;
      const d1 = r[from + 3 * columns + 1]!;
      const g0 = column * features;
      const g1 = g0 + features;
      for (let f = 0; f < features; f++) {
        const a = x[x0 + f]!;
        const b = x[x1 + f]!;
        const c = x[x2 + f]!;
        const d = x[x3 + f]!;
        g[g0 + f]! += a0 * a + b0 * b + c0 * c + d0 * d;
        g[g1 + f]! += a1 * a + b1 * b + c1 * c + d1 * d;
      }
    }
  }
}

/**
 * The lower half, with the diagonal, of Σ wᵢ xᵢ xᵢᵀ over the rows, [features, features].
 *
 * @param x [rows, features], a multiple of 4 rows
 * @param weights [rows]
 * @param every only the rows of every so many blocks of four count
 */
export function weightedGram(
  x: Float64Array,
  weights: Float64Array,
  features: number,
  every = 1,
): Float64Array {
  const gram = new Float64Array(features * features);
  for (let row = 0; row < weights.length; row += 4 * every) {
    const x0 = row * features;
    const x1 = x0 + features;
    const x2 = x1 + features;
    const x3 = x2 + features;
    for (let f = 0; f < features; f++) {
      const a = weights[row]! * x[x0 + f]!;
      const b = weights[row + 1]! * x[x1 + f]!;
      const c = weights[row + 2]! * x[x2 + f]!;
      const d = weights[row + 3]! * x[x3 + f]!;
      const start = f * features;
      for (let g = 0; g <= f; g++) {
        gram[start + g]! += a * x[x0 + g]! + b * x[x1 + g]! + c * x[x2 + g]! + d * x[x3 + g]!;
      }
    }
  }
  return gram;
}
