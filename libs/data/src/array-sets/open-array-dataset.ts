import { watchArray, type ReadWatcher } from '../arrays/watched-array.ts';
import type { Splits } from '../splits.ts';
import { chooseArrays, type SplitKeys } from './choose-arrays.ts';
import {
  closeArrays,
  lookAtArrays,
  openSplits,
  type ArrayDataset,
  type LookOptions,
} from './look-at-arrays.ts';
import { openNamedArrays, type NamedArrays } from './named-arrays.ts';

/** What the user decides, where names and shapes do not. */
export interface ArrayDatasetOptions extends LookOptions, ReadWatcher {
  /** Which array is what. Default: by names that are known. */
  readonly keys?: Splits<SplitKeys>;
  /** The name of that setting, for messages. Default: `dataset.keys`. */
  readonly keysSetting?: string;
}

/**
 * Opens the arrays of an NPZ file, or of a folder of NPY or IDX files, and looks at all of them.
 *
 * @throws DatasetError `missing`, `corrupt` or `storage`, naming the file and the place; `cancelled`
 */
export async function openArrayDataset(
  path: string,
  options: ArrayDatasetOptions = {},
): Promise<ArrayDataset> {
  const arrays = await openNamedArrays(path);
  try {
    return await lookAtNamed(arrays, options);
  } catch (reason) {
    await arrays.close();
    throw reason;
  }
}

async function lookAtNamed(
  arrays: NamedArrays,
  { keys: wanted, keysSetting = 'dataset.keys', ...options }: ArrayDatasetOptions,
): Promise<ArrayDataset> {
  const { keys, findings } = chooseArrays(arrays, wanted, keysSetting);
  const opened = await openSplits(keys, async (key) => watchArray(await arrays.open(key), options));
  try {
    const dataset = await lookAtArrays(opened, options);
    return {
      ...dataset,
      findings: [...dataset.findings, ...findings],
      close: async () => {
        await dataset.close();
        await arrays.close();
      },
    };
  } catch (reason) {
    await closeArrays(opened);
    throw reason;
  }
}
