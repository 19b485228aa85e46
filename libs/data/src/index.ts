export { alignedBytes } from './aligned-memory.ts';
export { shuffledIndices } from './batch.ts';
export { bytesOf } from './bytes-of.ts';
export {
  type ChosenOf,
  type ChosenSamples,
  chooseSamples,
  countSamples,
  isInMemory,
  labelsOf,
  type StoredSet,
} from './chosen-samples.ts';
export {
  type BatchFile,
  CIFAR10_CLASSES,
  CIFAR10_RELEASE,
  type Cifar10Release,
} from './cifar10/release.ts';
export {
  openCachedDataset,
  readCachedDataset,
  readDatasetFile,
  writeDatasetFile,
} from './cached-dataset.ts';
export {
  type Dataset,
  limitSamples,
  type Normalisation,
  type SampleSet,
  sliceSamples,
} from './dataset.ts';
export {
  type DatasetBeginning,
  datasetChunks,
  datasetFileChunks,
  datasetFileRest,
  datasetRest,
  type DatasetRest,
} from './dataset-chunks.ts';
export { type DatasetDescription, samplesBySplit } from './dataset-description.ts';
export { DatasetError, type DatasetErrorCode } from './dataset-error.ts';
export { DatasetFile } from './dataset-file.ts';
export { FetchedFiles } from './fetched-files.ts';
export { FileUse } from './file-use.ts';
export { knownOf, type KnownDataset } from './known-dataset.ts';
export type { DatasetHeader } from './dataset-header.ts';
export { datasetFilePath, datasetFolder, weightsFilePath } from './dataset-paths.ts';
export { type DatasetReader, readerOf } from './dataset-reader.ts';
export type {
  DatasetSource,
  OpenProgress,
  OwnDataOptions,
  OwnSource,
  PublishedSource,
} from './dataset-source.ts';
export { ContentReceiver } from './content-receiver.ts';
export { DatasetReceiver } from './dataset-receiver.ts';
export type { FileReceiver } from './file-receiver.ts';
export { requireRoom } from './require-room.ts';
export { sizeInWords } from './size-in-words.ts';
export { removeAbandoned } from './remove-abandoned.ts';
export { type DatasetEnd, type DatasetOutline, DatasetWriter } from './dataset-writer.ts';
export type { DownloadProgress } from './download.ts';
export { fingerprint } from './fingerprint.ts';
export { liftFingerprint } from './former-fingerprint.ts';
export { type ImageShape, imageShapeOf } from './image.ts';
export { PartialFile } from './partial-file.ts';
export { deriveSeed, SeededRandom } from './random.ts';
export type { RemoteFile } from './range-request.ts';
export { type Resize, RESIZES } from './images/image-preparation.ts';
export { type Layout, LAYOUTS } from './recognition/sample-layout.ts';
export {
  SAMPLE_ARRAYS,
  SAMPLE_TYPES,
  SAMPLES_INPUT,
  type SampleKind,
  sampleSize,
  type SampleType,
  type SampleValues,
  typeOf,
  valueBytes,
} from './sample.ts';
export {
  DATASET_SOURCES,
  DEFAULT_SOURCE,
  FALLBACK_SOURCE,
  isOwn,
  openDataset,
  publishedSource,
  sourceNamed,
} from './sources.ts';
export { ShareDraw, SplitDraw, type SplitShares } from './split-draw.ts';
export type { SplitName, Splits } from './splits.ts';
export { DatasetMemory, type Making } from './sources/dataset-memory.ts';
export { makeDataset, type MadeDataset, type MakeOptions } from './sources/make-dataset.ts';
export { categoryColumns, type CategoryPlaces } from './tables/category-columns.ts';
export { rawOfDataset } from './sources/raw-of-dataset.ts';
export { recogniseSource } from './sources/recognise-source.ts';
export type { PieceReader, ReadPiece, StoredValues } from './stored/stored-values.ts';
export type { Finding, RawDataset, RawPiece, RawSplit } from './sources/raw-dataset.ts';
