import * as tf from '@tensorflow/tfjs';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { TrainingError } from '../../training-error.ts';
import type { PreparedSamples } from '../network.ts';

/** How many samples' patches are looked at. */
export const WHITENING_SAMPLES = 5000;

/** Added to each variance before its root is divided by. */
export const WHITENING_EPSILON = 5e-4;

/**
 * A first convolution's kernel that makes patches of images white: its filters are the eigenvectors of the patches' covariance,
 * those of the largest eigenvalues first, each divided by the root of its eigenvalue and epsilon; then come the same ones
 * with the other sign. Computed in double precision, the same on every machine. Filters beyond those, where patches have fewer
 * directions, are those of `rest`.
 *
 * @param layer the layer's name
 * @param rest [height, width, channels, filters], a kernel
 * @throws TrainingError `bad-model` where the kernel and the samples do not fit
 */
export function whitening(
  layer: string,
  rest: tf.Tensor,
  samples: PreparedSamples,
  epsilon: number,
): tf.Tensor {
  const { shape } = rest;
  checkShape(layer, shape, samples);
  const filters = shape[3]!;
  const covariance = patchCovariance(samples, shape);
  const size = covariance.rows;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, index) => index);
  order.sort((one, other) => realEigenvalues[other]! - realEigenvalues[one]!);
  const directions = Math.min(size, Math.floor(filters / 2));
  const kernel = rest.dataSync<'float32'>().slice();
  for (const [rank, index] of order.slice(0, directions).entries()) {
    const scale = 1 / Math.sqrt(Math.max(0, realEigenvalues[index]!) + epsilon);
    const vector = withPositiveLargest(eigenvectorMatrix.getColumn(index));
    for (const [row, value] of vector.entries()) {
      kernel[row * filters + rank] = value * scale;
      kernel[row * filters + directions + rank] = -value * scale;
    }
  }
  return tf.tensor(kernel, [...shape]);
}

/** An eigenvector's sign is free: the largest of its components, the first one of several, is to be positive. */
function withPositiveLargest(vector: readonly number[]): readonly number[] {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most));
  return largest < 0 ? vector.map((value) => -value) : vector;
}

/** The covariance of all patches of the kernel's size, [values, values], values in the order of the kernel's rows. */
function patchCovariance(
  { values, sampleShape }: PreparedSamples,
  [patchHeight, patchWidth]: readonly number[],
): Matrix {
  const [height, width, channels] = sampleShape as [number, number, number];
  const [rows, columns] = [height - patchHeight! + 1, width - patchWidth! + 1]; // places of a patch
  const sampleSize = height * width * channels;
  const samples = values.length / sampleSize;
  const count = samples * rows * columns;
  const places: Places = { rows, columns, rowStep: width * channels, step: channels };
  const offsets = Array.from({ length: patchHeight! * patchWidth! * channels }, (_, index) => {
    const inRow = index % (patchWidth! * channels);
    return ((index - inRow) / patchWidth!) * width + inRow; // where the value lies, from the patch's first one
  });
  const size = offsets.length;
  const ones = new Float32Array(sampleSize).fill(1);
  const sums = new Float64Array(size);
  const products = new Float64Array(size * size); // of the lower triangle
  for (let sample = 0; sample < samples; sample++) {
    const pixels = values.subarray(sample * sampleSize, (sample + 1) * sampleSize);
    for (let one = 0; one < size; one++) {
      const offset = offsets[one]!;
      sums[one]! += sumOfProducts(pixels, offset, ones, 0, places);
      for (let other = 0; other <= one; other++) {
        const sum = sumOfProducts(pixels, offset, pixels, offsets[other]!, places);
        products[one * size + other]! += sum;
      }
    }
  }
  const covariance = Matrix.zeros(size, size);
  for (let one = 0; one < size; one++) {
    for (let other = 0; other <= one; other++) {
      const centred = products[one * size + other]! - (sums[one]! * sums[other]!) / count;
      covariance.set(one, other, centred / Math.max(1, count - 1));
      covariance.set(other, one, centred / Math.max(1, count - 1));
    }
  }
  return covariance;
}

/** Where patches lie in a sample: how many, and how far apart in memory. */
interface Places {
  readonly rows: number;
  readonly columns: number;
  readonly rowStep: number;
  readonly step: number;
}

/** The sum over all places of the products of what lies there, so far from the place each. */
function sumOfProducts(
  ones: Float32Array,
  oneOffset: number,
  others: Float32Array,
  otherOffset: number,
  { rows, columns, rowStep, step }: Places,
): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    let one = oneOffset + row * rowStep;
    let other = otherOffset + row * rowStep;
    for (let column = 0; column < columns; column++) {
      sum += ones[one]! * others[other]!;
      one += step;
      other += step;
    }
  }
  return sum;
}

function checkShape(
  layer: string,
  shape: readonly number[],
  { sampleShape }: PreparedSamples,
): void {
  const [height, width, channels] = shape as [number, number, number];
  const fits =
    shape.length === 4 &&
    sampleShape.length === 3 &&
    channels === sampleShape[2] &&
    height <= sampleShape[0]! &&
    width <= sampleShape[1]!;
  if (fits) return;
  throw new TrainingError(
    'bad-model',
    `layer ${layer}: a whitening kernel is for images and the first convolution, but the samples are ` +
      `[${sampleShape.join(', ')}] and the kernel is [${shape.join(', ')}]`,
  );
}
