import { argMax } from '../arg-max.ts';
import { countLabelledRows, rowTotal, type ClassIndices, type Predictions } from '../shapes.ts';

/** What predictions are sure of: one entry per sample. */
export interface Confidences {
  /** The probability of the predicted class. */
  readonly confidence: Float64Array;
  /** 1 where the predicted class is the label, else 0. */
  readonly right: Uint8Array;
}

/**
 * The samples by confidence, the surest first; of equal ones the earlier sample.
 *
 * @param predictions [samples, classes]; rows with a positive total, each divided by it
 * @param labels [samples]
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function bySurest(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): Confidences {
  const rows = countLabelledRows(predictions, labels, classes);
  const predicted = argMax(predictions, classes);
  const confidence = Float64Array.from(
    predicted,
    (index, row) => predictions[row * classes + index]! / rowTotal(predictions, row, classes),
  );
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  order.sort((one, other) => confidence[other]! - confidence[one]! || one - other);
  return {
    confidence: Float64Array.from(order, (row) => confidence[row]!),
    right: Uint8Array.from(order, (row) => Number(predicted[row] === labels[row])),
  };
}
