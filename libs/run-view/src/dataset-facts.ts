/** The name of the file in a run's folder that says what the run was trained on. */
export const DATASET_FILE = 'dataset.json';

/** Findings that are shown; the rest is counted. */
export const FINDINGS_SHOWN = 20;

/** What a run was trained on, as dataset.json has it. */
export interface DatasetFacts {
  name: string;
  /** The fingerprint, hexadecimal. */
  sha256: string;
  synthetic: boolean;
  classes: string[];
  sample: { shape: number[]; type: string };
  /** The names of a table's columns, one for each value of a sample. */
  columns?: string[];
  /** All samples of the dataset, of which the run's configuration may use fewer. */
  splits: SplitFacts[];
  /** What samples are standardised by: a number for each channel or column. */
  normalisation?: { mean: number[]; deviation: number[] };
  /** What later data need, to become such samples. */
  preparation?: object;
  /** What was recognised, mapped, left out, changed or odd when the dataset was made. */
  findings: DatasetFinding[];
}

export interface SplitFacts {
  split: 'train' | 'validation' | 'test';
  samples: number;
  /** Samples of each class, [classes]. */
  byClass: number[];
}

export interface DatasetFinding {
  kind: 'recognised' | 'mapped' | 'left-out' | 'changed' | 'warning';
  text: string;
  /** How many values, rows or files it is about. */
  count?: number;
}
