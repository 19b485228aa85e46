import {
  datasetFilePath,
  publishedSource,
  openCachedDataset,
  writeDatasetFile,
} from '@chorus/data';
import type { TrainedDataset } from '@chorus/proto';
import { existsSync } from 'node:fs';
import { expectedDataset } from './expected-sizes.ts';
import { fetchDataset } from './fetch-dataset.ts';
import type { Obtaining } from './obtaining.ts';
import { onlyOnce } from './only-once.ts';
import type { ResolvedWorkerOptions } from './options.ts';

/**
 * Makes sure that the dataset with this fingerprint is in the cache: it is there already, or comes
 * from the worker's own data folder, or from the coordinator.
 *
 * @returns the path of its file
 * @throws DatasetError or ServiceError when it can be had from nowhere
 */
export async function obtainDataset(
  dataset: TrainedDataset,
  options: Pick<ResolvedWorkerOptions, 'home' | 'dataDir'>,
  obtaining: Obtaining,
): Promise<string> {
  const path = datasetFilePath(options.home, dataset.sha256);
  await obtaining.cache.use(path, obtaining.use);
  if (existsSync(path)) return path;
  return onlyOnce(path, () => bringDataset(dataset, path, options, obtaining));
}

/**
 * Puts a new copy in the place of one in which a trainer has found damage, unless that was done for
 * another trainer meanwhile. Its size and fingerprint were not looked at before: that is the trainers'
 * work, who read it whole.
 *
 * @returns the path of its file
 * @throws as {@link obtainDataset} does
 */
export async function replaceDataset(
  dataset: TrainedDataset,
  options: Pick<ResolvedWorkerOptions, 'home' | 'dataDir'>,
  obtaining: Obtaining,
): Promise<string> {
  const path = datasetFilePath(options.home, dataset.sha256);
  await obtaining.cache.use(path, obtaining.use);
  return onlyOnce(path, async () => {
    await using file = await openCachedDataset(options.home, dataset.sha256);
    if (file) return path;
    return bringDataset(dataset, path, options, obtaining);
  });
}

async function bringDataset(
  dataset: TrainedDataset,
  path: string,
  { dataDir, home }: Pick<ResolvedWorkerOptions, 'home' | 'dataDir'>,
  obtaining: Obtaining,
): Promise<string> {
  if (dataDir && (await convertOwnCopy(dataset, path, dataDir, home, obtaining.log))) return path;
  const size = expectedDataset(dataset);
  await obtaining.cache.fetch(path, size.least, `dataset ${dataset.name}`, () =>
    fetchDataset(dataset, size, path, obtaining),
  );
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
