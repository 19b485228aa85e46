import type { Dataset } from './dataset.ts';
import { DatasetError } from './dataset-error.ts';

/**
 * Refuses labels that are none of the dataset's classes.
 *
 * @param where what holds the dataset, for the message
 * @throws DatasetError `corrupt`, naming the first sample
 */
export function requireLabels(dataset: Dataset, where: string): void {
  for (const name of ['train', 'test'] as const) {
    const { labels } = dataset[name];
    const sample = labels.findIndex((label) => !(label >= 0 && label < dataset.classes.length));
    if (sample < 0) continue;
    throw new DatasetError(
      'corrupt',
      `${where}: sample ${sample} of the ${name} set has class ${labels[sample]}, but there are ` +
        `${dataset.classes.length} classes, counted from 0`,
    );
  }
}
