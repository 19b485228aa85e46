import { DatasetError } from './dataset-error.ts';
import type { SplitName } from './splits.ts';

/**
 * Refuses labels that are none of the dataset's classes.
 *
 * @param labels of samples of the split
 * @param where what holds the dataset, for the message
 * @param firstSample the first label's place in the split
 * @throws DatasetError `corrupt`, naming the first sample
 */
export function requireLabels(
  labels: Int32Array,
  { classes }: { readonly classes: readonly string[] },
  split: SplitName,
  where: string,
  firstSample = 0,
): void {
  const sample = labels.findIndex((label) => !(label >= 0 && label < classes.length));
  if (sample < 0) return;
  throw new DatasetError(
    'corrupt',
    `${where}: sample ${firstSample + sample} of the ${split} set has class ${labels[sample]}, but there are ` +
      `${classes.length} classes, counted from 0`,
  );
}
