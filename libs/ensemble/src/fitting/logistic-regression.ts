import type { ClassIndices } from '../shapes.ts';
import { choleskyInPlace, multiplyLower, solveLower, solveLowerTransposed } from './cholesky.ts';
import { minimise } from './lbfgs.ts';
import {
  COLUMNS_AT_ONCE,
  multiply,
  multiplyTransposed,
  ROWS_AT_ONCE,
  weightedGram,
} from './matrix-products.ts';

/** A fitted multinomial logistic regression, softmax(x W + b). */
export interface LogisticRegression {
  /** W, [features, classes]; its rows sum to 0. */
  readonly coefficients: number[][];
  /** b, [classes], summing to 0. */
  readonly intercepts: number[];
}

export interface LogisticRegressionOptions {
  /** The inverse strength of the penalty, above 0; default 1. */
  readonly c?: number;
  /** The largest entry of the mean loss's gradient at which it ends; default 1e-5: scikit-learn's is 1e-4. */
  readonly tolerance?: number;
}

const MOST_EVALUATIONS = 1_000;

/**
 * Fits softmax(x W + b) by the least C Σᵢ −ln p(yᵢ | xᵢ) + ½ ‖W‖², as scikit-learn's `LogisticRegression` does for
 * three classes and more; for two, where it has one row of coefficients, its C is to be twice this one.
 *
 * The features are the members' predictions and so nearly the same: left to themselves the coefficients converge in
 * hundreds of steps. The problem is therefore solved in variables in which its curvature is nearly that of a ball: those
 * of the Cholesky factor of Σ wᵢ xᵢ xᵢᵀ + I / C, the Hessian's blocks at a guess. Twenty to thirty steps are then enough.
 * Source: D. Böhning 1992, "Multinomial logistic regression algorithm", for the matrix; Nocedal and Wright 2006, chapter 7.
 *
 * @param features [samples, features], row by row; is changed: the means are taken off
 * @param guess probabilities, [samples, classes], about those that the fit will come to: they only save steps
 * @throws RangeError when a label is not below `classes`
 */
export function fitLogisticRegression(
  features: Float64Array,
  labels: ClassIndices,
  guess: Float64Array,
  classes: number,
  { c = 1, tolerance = 1e-5 }: LogisticRegressionOptions = {},
): LogisticRegression {
  const samples = labels.length;
  const width = features.length / samples;
  const means = centre(features, width);
  const rows = Math.ceil(samples / ROWS_AT_ONCE) * ROWS_AT_ONCE;
  const x = rows === samples ? features : withLength(features, rows * width);
  const penalty = 1 / (c * samples);
  const factor = curvatureFactor(x, rows, guess, { classes, penalty, samples });
  const columns = Math.ceil(classes / COLUMNS_AT_ONCE) * COLUMNS_AT_ONCE;
  const loss = lossOf(x, rows, labels, { width, classes, columns, penalty });

  // The point: V, [columns, width], of which W = V L⁻¹, and then b of the centred features.
  const point = new Float64Array(columns * width + columns);
  const weights = new Float64Array(columns * width);
  const isDone = (gradient: Float64Array) => {
    const ofWeights = gradient.slice(0, columns * width);
    multiplyLower(factor, width, ofWeights);
    const most = (values: Float64Array) =>
      values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    return Math.max(most(ofWeights), most(gradient.subarray(columns * width))) <= tolerance;
  };
  minimise(
    (at, gradient) => {
      weights.set(at.subarray(0, columns * width));
      solveLowerTransposed(factor, width, weights);
      const value = loss(weights, at.subarray(columns * width), gradient);
      solveLower(factor, width, gradient.subarray(0, columns * width));
      return value;
    },
    point,
    isDone,
    MOST_EVALUATIONS,
  );
  weights.set(point.subarray(0, columns * width));
  solveLowerTransposed(factor, width, weights);
  return fitted(weights, point.subarray(columns * width), means, classes);
}

/** The mean loss with its penalty, and its gradient, as a function of W and b. */
function lossOf(
  x: Float64Array,
  rows: number,
  labels: ClassIndices,
  sizes: { width: number; classes: number; columns: number; penalty: number },
) {
  const { width, classes, columns, penalty } = sizes;
  const samples = labels.length;
  const logits = new Float64Array(rows * columns);
  return (weights: Float64Array, intercepts: Float64Array, gradient: Float64Array): number => {
    multiply(x, weights, logits, width);
    const ofIntercepts = gradient.subarray(columns * width);
    ofIntercepts.fill(0);
    let total = 0;
    for (let row = 0; row < samples; row++) {
      total += residualInPlace(logits, row * columns, intercepts, labels[row]!, classes);
      for (let k = 0; k < classes; k++) {
        ofIntercepts[k]! += logits[row * columns + k]! /= samples;
      }
    }
    logits.fill(0, samples * columns);
    const ofWeights = gradient.subarray(0, columns * width);
    multiplyTransposed(logits, x, ofWeights, width);
    let squares = 0;
    for (let index = 0; index < weights.length; index++) {
      squares += weights[index]! ** 2;
      ofWeights[index]! += penalty * weights[index]!;
    }
    return total / samples + (penalty / 2) * squares;
  };
}

/** Turns a row of logits, without intercepts, into softmax − one-hot; returns −ln p of the label. */
function residualInPlace(
  logits: Float64Array,
  start: number,
  intercepts: Float64Array,
  label: number,
  classes: number,
): number {
  let most = -Infinity;
  for (let k = 0; k < classes; k++) {
    const logit = (logits[start + k]! += intercepts[k]!);
    if (logit > most) most = logit;
  }
  const ofLabel = logits[start + label]! - most;
  let total = 0;
  for (let k = 0; k < classes; k++) {
    total += logits[start + k] = Math.exp(logits[start + k]! - most);
  }
  for (let k = 0; k < classes; k++) logits[start + k]! /= total;
  logits[start + label]! -= 1;
  return Math.log(total) - ofLabel;
}

/** The Cholesky factor of the curvature at the guess: what is left out of the samples costs a step or two. */
function curvatureFactor(
  x: Float64Array,
  rows: number,
  guess: Float64Array,
  { classes, penalty, samples }: { classes: number; penalty: number; samples: number },
): Float64Array {
  const width = x.length / rows;
  const every = Math.ceil(width / (20 * classes));
  const weights = new Float64Array(rows);
  for (let index = 0; index < samples * classes; index++) {
    const p = guess[index]!;
    weights[Math.floor(index / classes)]! += ((p * (1 - p)) / (classes * samples)) * every;
  }
  const gram = weightedGram(x, weights, width, every);
  for (let index = 0; index < width; index++) gram[index * width + index]! += penalty;
  return choleskyInPlace(gram, width);
}

/** Takes the mean of each column off it; returns the means, [width]. */
function centre(values: Float64Array, width: number): Float64Array {
  const means = new Float64Array(width);
  const rows = values.length / width;
  for (let start = 0; start < values.length; start += width) {
    for (let index = 0; index < width; index++) means[index]! += values[start + index]!;
  }
  for (let index = 0; index < width; index++) means[index]! /= rows;
  for (let start = 0; start < values.length; start += width) {
    for (let index = 0; index < width; index++) values[start + index]! -= means[index]!;
  }
  return means;
}

function withLength(values: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}

/** Back to features that are not centred: b = b' − mean · W. */
function fitted(
  weights: Float64Array, // [columns, width]
  intercepts: Float64Array,
  means: Float64Array,
  classes: number,
): LogisticRegression {
  const width = means.length;
  const coefficients = Array.from({ length: width }, (_, feature) =>
    Array.from({ length: classes }, (_, k) => weights[k * width + feature]!),
  );
  return {
    coefficients,
    intercepts: Array.from({ length: classes }, (_, k) =>
      coefficients.reduce((sum, row, feature) => sum - means[feature]! * row[k]!, intercepts[k]!),
    ),
  };
}
