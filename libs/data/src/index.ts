export { gatherBatch, shuffledIndices } from './batch.ts';
export { bytesOf } from './bytes-of.ts';
export {
  type BatchFile,
  CIFAR10_CLASSES,
  CIFAR10_RELEASE,
  type Cifar10Release,
} from './cifar10/release.ts';
export {
  DATASET_NAMES,
  type Dataset,
  type DatasetName,
  imageSize,
  type ImageSet,
  type ImageShape,
  limitSamples,
  sliceSamples,
} from './dataset.ts';
export { DatasetError, type DatasetErrorCode } from './dataset-error.ts';
export {
  datasetChunks,
  datasetFileChunks,
  datasetFilePath,
  datasetFolder,
  readCachedDataset,
  readDatasetFile,
  writeDatasetFile,
} from './dataset-file.ts';
export type { DatasetHeader } from './dataset-header.ts';
export { DatasetReceiver } from './dataset-receiver.ts';
export type { DownloadProgress } from './download.ts';
export { fingerprint } from './fingerprint.ts';
export { openDataset, type OpenDatasetOptions } from './open-dataset.ts';
export { PartialFile } from './partial-file.ts';
export { deriveSeed, SeededRandom } from './random.ts';
export type { RemoteFile } from './range-request.ts';
