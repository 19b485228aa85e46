import { rm } from 'node:fs/promises';
import type { Dataset } from './dataset.ts';
import { describeDataset, samplesBySplit } from './dataset-description.ts';
import { DatasetError, onDisk } from './dataset-error.ts';
import { DatasetFile } from './dataset-file.ts';
import { datasetFilePath } from './dataset-paths.ts';
import { DatasetReceiver } from './dataset-receiver.ts';
import { datasetChunks } from './dataset-chunks.ts';
import { requireLabels } from './require-labels.ts';

/** At once no more is given to the disk, which takes no 2 GiB. */
const WRITE_BYTES = 16 * 1024 * 1024;

/**
 * Writes a dataset that is in memory as one file: under a temporary name, synced, then renamed.
 *
 * @throws DatasetError `storage` when the disk refuses, `corrupt` when samples and labels are not what the
 *   dataset's own fingerprint says, or a label is none of its classes
 */
export async function writeDatasetFile(dataset: Dataset, path: string): Promise<void> {
  for (const [split] of samplesBySplit(describeDataset(dataset))) {
    requireLabels(dataset[split]!.labels, dataset, split, `the dataset ${dataset.name}`);
  }
  const receiver = await DatasetReceiver.open(path, dataset.sha256);
  try {
    for (const chunk of datasetChunks(dataset, WRITE_BYTES)) await receiver.add(chunk);
    await receiver.finish();
  } catch (reason) {
    await receiver.abort();
    throw reason;
  }
}

/**
 * Reads a whole dataset file into memory and checks it.
 *
 * @throws DatasetError `missing` when it is not there, `corrupt` when it is not a whole dataset
 *   file or its fingerprint is another, `storage` when the disk refuses
 */
export async function readDatasetFile(path: string, sha256: string): Promise<Dataset> {
  await using file = await DatasetFile.open(path, sha256);
  return await file.readAll();
}

/**
 * The dataset with this fingerprint from the cache, as {@link readDatasetFile} reads it; undefined when
 * it is not there, or was damaged or written by a Chorus before, in which case its file is deleted: it can be had
 * again.
 *
 * @throws DatasetError `storage` when the disk refuses
 */
export async function readCachedDataset(
  home: string,
  sha256: string,
): Promise<Dataset | undefined> {
  return unlessDamaged(datasetFilePath(home, sha256), (path) => readDatasetFile(path, sha256));
}

/**
 * The file of the dataset with this fingerprint in the cache, opened and read once to check it; undefined as
 * {@link readCachedDataset} says.
 *
 * @throws DatasetError `storage` when the disk refuses
 */
export async function openCachedDataset(
  home: string,
  sha256: string,
): Promise<DatasetFile | undefined> {
  return unlessDamaged(datasetFilePath(home, sha256), async (path) => {
    const file = await DatasetFile.open(path, sha256);
    try {
      await file.verify();
      return file;
    } catch (reason) {
      await file.close();
      throw reason;
    }
  });
}

async function unlessDamaged<Result>(
  path: string,
  read: (path: string) => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await read(path);
  } catch (reason) {
    if (!(reason instanceof DatasetError) || reason.code === 'storage') throw reason;
    if (reason.code === 'corrupt') await onDisk('delete', path, () => rm(path, { force: true }));
    return undefined;
  }
}
