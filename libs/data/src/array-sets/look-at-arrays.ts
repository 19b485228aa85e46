import type { ArrayFile } from '../arrays/array-file.ts';
import { labelsOfArray } from '../labels/label-values.ts';
import { mapLabels } from '../labels/map-labels.ts';
import {
  checkSplitsAlike,
  recogniseFeatures,
  type FeatureForm,
  type RecogniseOptions,
} from '../recognition/recognise-features.ts';
import type { RawDataset } from '../sources/raw-dataset.ts';
import { mapSplits, splitsOf, type SplitName, type Splits } from '../splits.ts';
import { ArraySplit } from './array-split.ts';

/** How an array becomes samples: the same in training and later. */
export interface ArrayPreparation extends Pick<
  FeatureForm,
  'layout' | 'divisor' | 'shape' | 'type'
> {
  readonly kind: 'array';
}

/** A dataset in arrays, looked at and ready to be read. */
export interface ArrayDataset extends RawDataset {
  readonly preparation: ArrayPreparation;
  /** Gives the files back. */
  close(): Promise<void>;
}

/** The two arrays of each split. */
export interface SplitArrays {
  readonly features: ArrayFile;
  readonly labels: ArrayFile;
}

/**
 * Looks at all values of a dataset's arrays. The arrays stay the caller's when that fails; else they belong to the dataset.
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
  const { classes, labels, findings } = await mapLabels(columns, counts);
  const form = await recogniseFeatures(files, options);
  const { layout, divisor, shape, type } = form;
  return {
    sample: { shape, type },
    divisor: divisorToUnit(form),
    classes,
    preparation: { kind: 'array', layout, divisor, shape, type },
    splits: mapSplits(files, (file, split) => new ArraySplit(file, form, labels[split]!)),
    findings: [...form.findings, ...findings],
    close: () => closeArrays(arrays),
  };
}

/** The highest value of a byte. */
const LARGEST_BYTE = 255;

/** What samples are divided by to lie between 0 and 1, or -1 and 1. Bytes of 0 and 1 and fractions are left as they are. */
function divisorToUnit({ type, range }: FeatureForm): number {
  const largest = Math.max(1, Math.abs(range.low), Math.abs(range.high));
  if (type === 'int32') return largest;
  return type === 'uint8' && largest > 1 ? LARGEST_BYTE : 1;
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
