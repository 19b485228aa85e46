import {
  datasetFilePath,
  publishedSource,
  openCachedDataset,
  writeDatasetFile,
} from '@chorus/data';
import type { TrainedDataset } from '@chorus/proto';
import { existsSync } from 'node:fs';
import { expectedDataset } from './expected-sizes.ts';
import { fetchDataset, type Fetching } from './fetch-dataset.ts';
import { onlyOnce } from './only-once.ts';
import type { ResolvedWorkerOptions } from './options.ts';

/**
 * Makes sure that the dataset with this fingerprint is in the cache: it is there already, or comes
 * from the worker's own data folder, or from the coordinator.
 *
 * @returns the path of its file
 * @throws DatasetError or ServiceError when it can be had from nowhere
 */
export function obtainDataset(
  dataset: TrainedDataset,
  options: ResolvedWorkerOptions,
  fetching: Fetching,
): Promise<string> {
  const path = datasetFilePath(options.home, dataset.sha256);
  if (existsSync(path)) return Promise.resolve(path);
  return onlyOnce(path, () => bringDataset(dataset, path, options, fetching));
}

/**
 * Puts a new copy in the place of one in which a trainer has found damage, unless that was done for
 * another trainer meanwhile. Its size and fingerprint were not looked at before: that is the trainers'
 * work, who read it whole.
 *
 * @returns the path of its file
 * @throws as {@link obtainDataset} does
 */
export function replaceDataset(
  dataset: TrainedDataset,
  options: ResolvedWorkerOptions,
  fetching: Fetching,
): Promise<string> {
  const path = datasetFilePath(options.home, dataset.sha256);
  return onlyOnce(path, async () => {
    await using file = await openCachedDataset(options.home, dataset.sha256);
    if (file) return path;
    return bringDataset(dataset, path, options, fetching);
  });
}

async function bringDataset(
  dataset: TrainedDataset,
  path: string,
  { dataDir, home }: ResolvedWorkerOptions,
  fetching: Fetching,
): Promise<string> {
  if (dataDir && (await convertOwnCopy(dataset, path, dataDir, home, fetching.log))) return path;
  await fetchDataset(dataset, expectedDataset(dataset), path, fetching);
  return path;
}

async function convertOwnCopy(
  { name, sha256 }: Pick<TrainedDataset, 'name' | 'sha256'>,
  path: string,
  dataDir: string,
  home: string,
  log: (message: string) => void,
): Promise<boolean> {
  try {
    const source = publishedSource(name);
    if (!source) return false;
    const own = await source.open({ dataDir, home });
    if (own.sha256 === sha256) {
      await writeDatasetFile(own, path);
      return true;
    }
    log(`the dataset in ${dataDir} is not the run's: its SHA-256 is ${own.sha256}`);
  } catch (error) {
    log((error as Error).message);
  }
  return false;
}
