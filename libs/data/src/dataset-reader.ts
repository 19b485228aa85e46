import type { Dataset, SampleSet } from './dataset.ts';
import { describeDataset, type DatasetDescription } from './dataset-description.ts';
import { requireRows } from './require-rows.ts';
import { SAMPLE_ARRAYS, typeOf, type SampleValues } from './sample.ts';
import type { Finding } from './sources/raw-dataset.ts';
import type { SplitName } from './splits.ts';

/** A dataset whose labels and samples are had when somebody asks for them, wherever they lie. */
export interface DatasetReader extends AsyncDisposable {
  readonly description: DatasetDescription;
  readonly findings: readonly Finding[];
  /** What the user knows each test sample by, [testSamples]; undefined where that is not known. */
  readonly testNames?: readonly string[] | undefined;
  readonly sha256: string;
  /** @returns [samples]. @throws RangeError when there is no such split; DatasetError */
  labels(split: SplitName): Promise<Int32Array>;
  /** @returns [rows, ...shape], in the order of `rows`. @throws RangeError when there is no such row; DatasetError */
  gather(split: SplitName, rows: ArrayLike<number>): Promise<SampleValues>;
}

/** A dataset that is in memory, as one that is read. */
export function readerOf(dataset: Dataset): DatasetReader {
  const { sha256, findings = [], testNames } = dataset;
  const setOf = (split: SplitName): SampleSet => {
    const set = dataset[split];
    if (!set) throw new RangeError(`the dataset ${dataset.name} has no ${split} split`);
    return set;
  };
  return {
    ...{ description: describeDataset(dataset), findings, sha256, testNames },
    labels: async (split) => setOf(split).labels,
    gather: async (split, rows) => gatherFrom(setOf(split), rows),
    [Symbol.asyncDispose]: async () => {},
  };
}

function gatherFrom({ values, labels }: SampleSet, rows: ArrayLike<number>): SampleValues {
  requireRows(rows, labels.length);
  const size = values.length / labels.length;
  const gathered = new SAMPLE_ARRAYS[typeOf(values)](rows.length * size);
  for (let place = 0; place < rows.length; place++) {
    const start = rows[place]! * size;
    gathered.set(values.subarray(start, start + size), place * size);
  }
  return gathered;
}
