/** How well predictions fit the labels. */
export interface Evaluation {
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Share of samples whose arg max is the label, 0 to 1; of equal values the first counts. */
  readonly accuracy: number;
}

/** Keras' epsilon: a probability of 0 costs 16.1, not infinity. */
const CLIP = 1e-7;

/**
 * Loss and accuracy as Keras' `evaluate` has them, in float64: probabilities are clipped to
 * [1e-7, 1 - 1e-7] before the logarithm (`categorical_crossentropy` in `keras/src/backend`).
 *
 * @param predictions softmax, [samples, classes], row by row
 * @param labels [samples], class indices
 * @throws RangeError when the lengths do not fit each other
 */
export function evaluate(
  predictions: Float32Array,
  labels: Uint8Array,
  classes: number,
): Evaluation {
  const samples = labels.length;
  if (samples === 0 || predictions.length !== samples * classes) {
    throw new RangeError(
      `${predictions.length} predicted values are not ${classes} for each of ${samples} labels`,
    );
  }
  let loss = 0;
  let correct = 0;
  for (const [sample, label] of labels.entries()) {
    const row = predictions.subarray(sample * classes, (sample + 1) * classes); // [classes]
    loss -= Math.log(Math.min(Math.max(row[label]!, CLIP), 1 - CLIP));
    if (row.indexOf(Math.max(...row)) === label) correct++;
  }
  return { loss: loss / samples, accuracy: correct / samples };
}
