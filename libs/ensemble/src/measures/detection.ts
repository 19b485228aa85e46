import { countLabelledRows, rowTotal, type ClassIndices, type Predictions } from '../shapes.ts';

/**
 * The area under the ROC curve: how probably a positive sample scores above a negative one, a tie counting half. From 0
 * to 1, ½ is chance; null without positives or without negatives.
 *
 * Source: J. A. Hanley and B. J. McNeil 1982, "The meaning and use of the area under a receiver operating characteristic
 * (ROC) curve", by the statistic of Mann and Whitney 1947.
 */
export function auroc(positives: Float64Array, negatives: Float64Array): number | null {
  if (positives.length === 0 || negatives.length === 0) return null;
  const sorted = negatives.toSorted();
  let below = 0;
  for (const score of positives) {
    below += (countBelow(sorted, score, false) + countBelow(sorted, score, true)) / 2;
  }
  return below / positives.length / negatives.length;
}

/**
 * The area of each class against all others, [classes]; null for a class that no sample or every sample is of.
 *
 * Source: F. Provost and P. Domingos 2000, "Well-trained PETs"; as scikit-learn's `roc_auc_score` with `multi_class='ovr'`.
 *
 * @param predictions [samples, classes]; rows with a positive total, each divided by it
 * @param labels [samples]
 * @throws RangeError when the shapes do not match or a label is not below `classes`
 */
export function aurocOneVersusRest(
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
): (number | null)[] {
  const rows = countLabelledRows(predictions, labels, classes);
  const totals = Float64Array.from({ length: rows }, (_, row) =>
    rowTotal(predictions, row, classes),
  );
  const counts = new Uint32Array(classes);
  for (const label of labels) counts[label]!++;
  return Array.from(counts, (count, k) => {
    const positives = new Float64Array(count);
    const negatives = new Float64Array(rows - count);
    let found = 0;
    for (let row = 0; row < rows; row++) {
      const score = predictions[row * classes + k]! / totals[row]!;
      if (labels[row] === k) positives[found++] = score;
      else negatives[row - found] = score;
    }
    return auroc(positives, negatives);
  });
}

/** How well a score tells other data from the test samples. */
export interface Detection {
  /** The area under the ROC curve, 0 to 1: ½ is chance. */
  readonly auroc: number;
  /** The area under the precision-recall curve as average precision, 0 to 1: the share of other data is chance. */
  readonly aupr: number;
  /** The share of the test samples that are taken for other data where 95 % of that is found, 0 to 1: 0 is best. */
  readonly fpr95: number;
}

const FOUND = 0.95;

/**
 * How well uncertainty tells other data, on which it should be higher, from the test samples.
 *
 * Source: D. Hendrycks and K. Gimpel 2017, "A Baseline for Detecting Misclassified and Out-of-Distribution Examples in
 * Neural Networks"; S. Liang, Y. Li and R. Srikant 2018 (ODIN) for the rate at 95 %. As scikit-learn's `roc_auc_score`,
 * `average_precision_score` and `roc_curve` have them, other data being positive.
 *
 * @param test the uncertainty of each test sample
 * @param other that of each other sample
 * @throws RangeError when there are none of one kind
 */
export function detect(test: Float64Array, other: Float64Array): Detection {
  const area = auroc(other, test);
  if (area === null) throw new RangeError('telling data apart needs samples of both kinds');
  const [falses, trues] = [test.toSorted().reverse(), other.toSorted().reverse()];
  let [wrong, found, aupr] = [0, 0, 0];
  let fpr95: number | undefined;
  // Each score that occurs is a threshold: samples of the same score come together.
  while (found < trues.length) {
    const threshold = Math.max(trues[found]!, falses[wrong] ?? -Infinity);
    const before = found;
    while (found < trues.length && trues[found] === threshold) found++;
    while (wrong < falses.length && falses[wrong] === threshold) wrong++;
    aupr += ((found - before) / trues.length) * (found / (found + wrong));
    if (found / trues.length >= FOUND) fpr95 ??= wrong / falses.length;
  }
  return { auroc: area, aupr, fpr95: fpr95! };
}

/** How many of ascending values are below a score, or, `orEqual`, not above it. */
function countBelow(sorted: Float64Array, score: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle]!;
    if (value < score || (orEqual && value === score)) low = middle + 1;
    else high = middle;
  }
  return low;
}
