import type { RawSplit } from '../sources/raw-dataset.ts';

/** A split, whole. */
export interface WholeSplit {
  readonly values: number[];
  readonly labels: number[];
}

/** Reads all pieces of a split. */
export async function readSplit(split: RawSplit): Promise<WholeSplit> {
  const whole: WholeSplit = { values: [], labels: [] };
  for await (const { values, labels } of split.read()) {
    for (const value of values) whole.values.push(value);
    for (const label of labels) whole.labels.push(label);
  }
  return whole;
}
