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
import type { SplitShares } from '../split-draw.ts';
import { drawTraining } from '../sources/training-draw.ts';
import { mapSplits, splitsOf, type SplitName, type Splits } from '../splits.ts';
import { ArraySplit } from './array-split.ts';
import { divisorToUnit } from './divisor-to-unit.ts';

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

/** What the user decides about arrays. */
export interface LookOptions extends RecogniseOptions {
  /** What will be drawn of the training samples, if there is no such split: nothing is learnt of it. Default: nothing. */
  readonly shares?: SplitShares | undefined;
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
  options: LookOptions,
): Promise<ArrayDataset> {
  const files = mapSplits(arrays, ({ features }) => features);
  checkSplitsAlike(files);
  const counts = mapSplits(files, ({ source, shape }) => ({ source, samples: shape[0]! }));
  // Labels first: they are read in a moment, and the features may be gigabytes.
  const columns = mapSplits(arrays, ({ labels }) => labelsOfArray(labels));
  const { classes, labels, findings } = await mapLabels(columns, counts);
  const form = await recogniseFeatures(files, options);
  const { layout, divisor, shape, type } = form;
  const splits = mapSplits(files, (file, split) => new ArraySplit(file, form, labels[split]!));
  const parts = drawTraining(labels.train, classes, splits, options.shares);
  return {
    sample: { shape, type },
    divisor: await divisorToUnit(splits.train, form, parts),
    classes,
    preparation: { kind: 'array', layout, divisor, shape, type },
    splits,
    findings: [...form.findings, ...findings],
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
