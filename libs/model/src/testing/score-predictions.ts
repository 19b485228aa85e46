/**
 * What predictions are worth, from their definitions.
 *
 * @param predictions [samples, classes]
 * @param labels [samples]
 */
export function scorePredictions(
  predictions: Float32Array,
  labels: Int32Array,
): { readonly loss: number; readonly accuracy: number } {
  const classes = predictions.length / labels.length;
  let [loss, correct] = [0, 0];
  for (const [sample, label] of labels.entries()) {
    const row = predictions.subarray(sample * classes, (sample + 1) * classes);
    loss -= Math.log(row[label]!) / labels.length;
    if (row.indexOf(Math.max(...row)) === label) correct++;
  }
  return { loss, accuracy: correct / labels.length };
}
