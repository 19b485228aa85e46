import * as tf from '@tensorflow/tfjs';
import { Matrix, QrDecomposition } from 'ml-matrix';
import { normalValues } from '../normal-numbers.ts';
import type { Initializer } from '../tfjs-layers.ts';

/**
 * tfjs' initializer of the name, but the same on every backend: orthonormal rows or columns, of which there are fewer, made of
 * normal numbers (Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2014).
 */
export function orthogonal(initializer: Initializer, seed: number): Initializer {
  const { gain } = initializer.getConfig() as { gain: number };
  return Object.assign(Object.create(initializer) as Initializer, {
    apply: (shape: readonly number[]) => {
      const columns = shape.at(-1)!;
      const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
      const [tall, narrow] = [Math.max(rows, columns), Math.min(rows, columns)];
      const values = normalValues(tall * narrow, seed >>> 1, 0);
      const normal = Matrix.from1DArray(tall, narrow, values);
      const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(normal);
      // Each of them as likely as any other.
      for (const [column, sign] of upperTriangularMatrix.diagonal().entries()) {
        orthogonalMatrix.mulColumn(column, sign < 0 ? -gain : gain);
      }
      const found = rows >= columns ? orthogonalMatrix : orthogonalMatrix.transpose();
      return tf.tensor(Float32Array.from(found.to1DArray()), [...shape]);
    },
  });
}
