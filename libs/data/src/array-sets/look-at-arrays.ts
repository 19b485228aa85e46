import type { ArrayFile } from '../arrays/array-file.ts';
import { labelsOfArray } from '../labels/label-values.ts';
import { mapLabels, type MappedLabels } from '../labels/map-labels.ts';
import { mapSplits, splitsOf, type SplitName, type Splits } from '../splits.ts';
import { readSamples, type SamplePiece } from '../recognition/convert-samples.ts';
import {
  checkSplitsAlike,
  recogniseFeatures,
  type FeatureForm,
  type RecogniseOptions,
} from '../recognition/recognise-features.ts';

/** A dataset in arrays, looked at and ready to be read. */
export interface ArrayDataset extends MappedLabels {
  /** What a sample is. */
  readonly features: FeatureForm;
  /** The samples of a split that there is, in their order, by pieces; it may be called again. */
  samples(split: SplitName): AsyncGenerator<SamplePiece>;
  /** Gives the files back. */
  close(): Promise<void>;
}

/** The two arrays of each split. */
export interface SplitArrays {
  readonly features: ArrayFile;
  readonly labels: ArrayFile;
}

/**
 * Looks at all values of a dataset's arrays: `notes` and `warnings` say what was recognised and mapped. The arrays stay the
 * caller's when that fails; else they belong to the dataset.
 *
 * @throws DatasetError `corrupt` or `storage`, naming the file and the place
 */
export async function lookAtArrays(
  arrays: Splits<SplitArrays>,
  options: RecogniseOptions,
): Promise<ArrayDataset> {
  const files = mapSplits(arrays, ({ features }) => features);
  checkSplitsAlike(files);
  const counts = mapSplits(files, ({ source, shape }) => ({ source, samples: shape[0]! }));
  // Labels first: they are read in a moment, and the features may be gigabytes.
  const columns = mapSplits(arrays, ({ labels }) => labelsOfArray(labels));
  const mapped = await mapLabels(columns, counts);
  const features = await recogniseFeatures(files, options);
  return {
    ...mapped,
    features,
    notes: [...features.notes, ...mapped.notes],
    warnings: [...features.warnings, ...mapped.warnings],
    samples: (split) => readSamples(files[split]!, features),
    close: () => closeArrays(arrays),
  };
}

/**
 * Opens both arrays of each split; of those that were opened none stays open when one of them cannot be.
 *
 * @throws what opening one throws
 */
export async function openSplits<Key>(
  keys: Splits<Record<keyof SplitArrays, Key>>,
  open: (key: Key) => Promise<ArrayFile>,
): Promise<Splits<SplitArrays>> {
  const opened: { [Split in SplitName]?: { features?: ArrayFile; labels?: ArrayFile } } = {};
  try {
    for (const split of splitsOf(keys)) {
      const arrays: { features?: ArrayFile; labels?: ArrayFile } = (opened[split] = {});
      arrays.features = await open(keys[split]!.features);
      arrays.labels = await open(keys[split]!.labels);
    }
  } catch (reason) {
    await closeArrays(opened);
    throw reason;
  }
  return opened as Splits<SplitArrays>;
}

/** Closes all arrays that there are. */
export async function closeArrays(arrays: Partial<Splits<Partial<SplitArrays>>>): Promise<void> {
  for (const split of splitsOf(arrays)) {
    await arrays[split]!.features?.close();
    await arrays[split]!.labels?.close();
  }
}
