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
  const rowSize = Math.ceil(size / AT_ONCE) * AT_ONCE;
  while (offsets.length < rowSize) offsets.push(0); // what is summed there is of no use
  const ones = new Float32Array(sampleSize).fill(1);
  const sums = new Float64Array(rowSize);
  const products = new Float64Array(size * rowSize); // rows of the lower triangle, and a little more
  for (let sample = 0; sample < samples; sample++) {
    const pixels = values.subarray(sample * sampleSize, (sample + 1) * sampleSize);
    for (let first = 0; first < size; first += AT_ONCE) {
      addProducts(ones, 0, pixels, offsets, first, places, sums, 0);
    }
    for (let one = 0; one < size; one++) {
      for (let first = 0; first <= one; first += AT_ONCE) {
        addProducts(pixels, offsets[one]!, pixels, offsets, first, places, products, one * rowSize);
      }
    }
  }
  const covariance = Matrix.zeros(size, size);
  for (let one = 0; one < size; one++) {
    for (let other = 0; other <= one; other++) {
      const centred = products[one * rowSize + other]! - (sums[one]! * sums[other]!) / count;
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

/** As many sums are computed side by side: an addition need not wait for the one before. */
const AT_ONCE = 4;

/**
 * Adds to sums: the products, over all places, of what lies there, `oneOffset` from the place, and of what lies at some of the other
 * offsets. Each sum is the same as by itself.
 *
 * @param first the first of {@link AT_ONCE} other offsets
 * @param row where in `sums` the one of the first of all offsets is
 */
function addProducts(
  ones: Float32Array,
  oneOffset: number,
  others: Float32Array,
  offsets: readonly number[],
  first: number,
  { rows, columns, rowStep, step }: Places,
  sums: Float64Array,
  row: number,
): void {
  const [offset0, offset1] = [offsets[first]!, offsets[first + 1]!];
  const [offset2, offset3] = [offsets[first + 2]!, offsets[first + 3]!];
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let placeRow = 0; placeRow < rows; placeRow++) {
    let place = placeRow * rowStep;
    for (let column = 0; column < columns; column++) {
      const one = ones[oneOffset + place]!;
      sum0 += one * others[offset0 + place]!;
      sum1 += one * others[offset1 + place]!;
      sum2 += one * others[offset2 + place]!;
      sum3 += one * others[offset3 + place]!;
      place += step;
    }
  }
  sums[row + first]! += sum0;
  sums[row + first + 1]! += sum1;
  sums[row + first + 2]! += sum2;
  sums[row + first + 3]! += sum3;
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
