import { samplesBySplit, type DatasetReader } from '@chorus/data';
import type { DatasetFacts, SplitFacts } from '@chorus/run-view';

/** What a dataset says of itself, and how many samples of each class it has. @throws DatasetError */
export async function factsOf(dataset: DatasetReader): Promise<DatasetFacts> {
  const { description, findings, sha256 } = dataset;
  const { name, synthetic, classes, sample, columns, normalisation, preparation } = description;
  const splits: SplitFacts[] = [];
  for (const [split, samples] of samplesBySplit(description)) {
    const byClass = classes.map(() => 0);
    for (const label of await dataset.labels(split)) byClass[label]! += 1;
    splits.push({ split, samples, byClass });
  }
  return {
    ...{ name, sha256, synthetic, classes: [...classes] },
    sample: { shape: [...sample.shape], type: sample.type },
    ...(columns && { columns: [...columns] }),
    splits,
    ...(normalisation && {
      normalisation: { mean: [...normalisation.mean], deviation: [...normalisation.deviation] },
    }),
    ...(preparation && { preparation }),
    findings: [...findings],
  };
}
