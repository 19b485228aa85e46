// What reads users' own files: apart from the rest, since its packages would delay the start of every command.
export { type ArrayFile, type ArrayPiece, type RowRange } from './arrays/array-file.ts';
export { type ElementType, type Numbers } from './arrays/element-type.ts';
export { NpzFile } from './arrays/npz.ts';
export { openArray } from './arrays/open-array.ts';
export { type ReadProgress, type ReadWatcher, watchArray } from './arrays/watched-array.ts';
export { type Cifar100Labels, openCifar100 } from './array-sets/cifar100.ts';
export { type ArrayDataset, type ArrayPreparation } from './array-sets/look-at-arrays.ts';
export { type ArrayDatasetOptions, openArrayDataset } from './array-sets/open-array-dataset.ts';
export {
  contactSheet,
  SHEET_CLASSES,
  SHEET_SAMPLES,
  type SheetSample,
} from './images/contact-sheet.ts';
export { DEFAULT_PIXEL_LIMIT } from './images/decode-image.ts';
export { UnreadableImage } from './images/image-header.ts';
export { type Colour, type ImagePreparation, type ImageSize } from './images/image-preparation.ts';
export type { ImageProgress } from './images/image-progress.ts';
export {
  type ImageFolder,
  type ImageFolderOptions,
  openImageFolder,
} from './images/open-image-folder.ts';
export { readImage } from './images/read-image.ts';
export { type LabelColumn, labelsOfArray, type LabelValue } from './labels/label-values.ts';
export { mapLabels, type MappedLabels } from './labels/map-labels.ts';
export { naturalOrder } from './labels/natural-order.ts';
export { encodeNumbers, encodeTexts } from './prediction/encode-column.ts';
export { type InputOutline, keepInput, type KeptInput } from './prediction/keep-input.ts';
export { openPredictionSource } from './prediction/open-prediction-source.ts';
export type {
  PredictionForm,
  PredictionItem,
  PredictionPiece,
  PredictionSource,
} from './prediction/prediction-source.ts';
export { regroupPieces } from './prediction/regroup-pieces.ts';
export { SamplesSource } from './prediction/samples-source.ts';
export { TEST_SET, TestSetSource } from './prediction/test-set-source.ts';
export { readSamples, type SamplePiece } from './recognition/convert-samples.ts';
export { type FeatureForm, recogniseFeatures } from './recognition/recognise-features.ts';
export { openTableDataset, type TableDataset } from './tables/open-table-dataset.ts';
export type { TableOptions } from './tables/table-options.ts';
export {
  type CategoryColumn,
  categoryCount,
  type ColumnPreparation,
  type NumberColumn,
  type TablePreparation,
} from './tables/table-preparation.ts';
