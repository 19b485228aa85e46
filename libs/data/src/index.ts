export { type ArrayFile, type ArrayPiece, type RowRange } from './arrays/array-file.ts';
export { type ElementType, type Numbers } from './arrays/element-type.ts';
export { NpzFile } from './arrays/npz.ts';
export { openArray } from './arrays/open-array.ts';
export { type ReadProgress, type ReadWatcher, watchArray } from './arrays/watched-array.ts';
export { type Cifar100Labels, openCifar100 } from './array-sets/cifar100.ts';
export { type ArrayDataset } from './array-sets/look-at-arrays.ts';
export { type ArrayDatasetOptions, openArrayDataset } from './array-sets/open-array-dataset.ts';
export { gatherBatch, shuffledIndices } from './batch.ts';
export { bytesOf } from './bytes-of.ts';
export {
  type BatchFile,
  CIFAR10_CLASSES,
  CIFAR10_RELEASE,
  type Cifar10Release,
} from './cifar10/release.ts';
export { type Dataset, limitSamples, type SampleSet, sliceSamples } from './dataset.ts';
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
export type { DatasetSource } from './dataset-source.ts';
export { DatasetReceiver } from './dataset-receiver.ts';
export type { DownloadProgress } from './download.ts';
export { fingerprint } from './fingerprint.ts';
export { liftFingerprint } from './former-fingerprint.ts';
export { type ImageShape, imageShapeOf } from './image.ts';
export { DEFAULT_PIXEL_LIMIT, readImage } from './images/decode-image.ts';
export { UnreadableImage } from './images/image-header.ts';
export { type Colour, type ImagePreparation, type ImageSize } from './images/image-preparation.ts';
export type { ImageProgress } from './images/image-progress.ts';
export {
  type ImageFolder,
  type ImageFolderOptions,
  openImageFolder,
} from './images/open-image-folder.ts';
export { type LabelColumn, labelsOfArray, type LabelValue } from './labels/label-values.ts';
export { mapLabels, type MappedLabels } from './labels/map-labels.ts';
export { naturalOrder } from './labels/natural-order.ts';
export { PartialFile } from './partial-file.ts';
export { deriveSeed, SeededRandom } from './random.ts';
export { readSamples, type SamplePiece } from './recognition/convert-samples.ts';
export { type FeatureForm, recogniseFeatures } from './recognition/recognise-features.ts';
export { type Layout, LAYOUTS } from './recognition/sample-layout.ts';
export type { RemoteFile } from './range-request.ts';
export {
  SAMPLE_TYPES,
  type SampleKind,
  sampleSize,
  type SampleType,
  type SampleValues,
  typeOf,
} from './sample.ts';
export {
  DATASET_SOURCES,
  DEFAULT_SOURCE,
  FALLBACK_SOURCE,
  openDataset,
  sourceNamed,
} from './sources.ts';
export type { SplitName, Splits } from './splits.ts';
export type { Finding, RawDataset, RawPiece, RawSplit } from './sources/raw-dataset.ts';
export { openTableDataset, type TableDataset } from './tables/open-table-dataset.ts';
export {
  openTableForPrediction,
  type PredictionTable,
} from './tables/open-table-for-prediction.ts';
export type { TableOptions } from './tables/table-options.ts';
export {
  type CategoryColumn,
  categoryCount,
  type ColumnPreparation,
  type NumberColumn,
  type TablePreparation,
} from './tables/table-preparation.ts';
