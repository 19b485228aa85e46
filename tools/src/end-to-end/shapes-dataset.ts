import { datasetFilePath, openDataset, writeDatasetFile, type Dataset } from '@chorus/data';

let made: Promise<Dataset> | undefined;

/** The dataset `shapes`, which takes a second to make: it is made once for all tests of a file. @param home a cache folder, which is read */
export function shapesDataset(home: string): Promise<Dataset> {
  return (made ??= openDataset({ name: 'shapes', home }));
}

/** Puts `shapes` into a cache folder, as a run before would have left it. */
export async function keepShapes(home: string): Promise<Dataset> {
  const dataset = await shapesDataset(home);
  await writeDatasetFile(dataset, datasetFilePath(home, dataset.sha256));
  return dataset;
}
