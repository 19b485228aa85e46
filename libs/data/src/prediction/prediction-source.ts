import type { SampleKind, SampleValues } from '../sample.ts';
import type { Finding } from '../sources/raw-dataset.ts';

/** One thing that is to be predicted: a picture's file, or a row of a file. */
export interface PredictionItem {
  /** The file, by the path that the user named it with or found it below. */
  readonly file: string;
  /** Which row of the file it is, from 1 on; undefined: the file is one sample. */
  readonly row?: number;
  /** Why there is no sample of it, as one line; undefined: there is one. */
  readonly problem?: string;
}

/** Items that follow one another. */
export interface PredictionPiece {
  readonly items: readonly PredictionItem[];
  /** The samples of the items without a problem, in their order: [samples, ...shape]. */
  readonly values: SampleValues;
}

/** What is to be predicted, read and prepared as the samples of training were. */
export interface PredictionSource {
  /** How many items it has; undefined where that shows only when all were read. */
  readonly items: number | undefined;
  /** What was recognised, changed or left out: whole once all was read. */
  readonly findings: readonly Finding[];
  /**
   * All items, in their order, some MiB of samples at a time.
   *
   * @throws DatasetError when a file is broken, or another one than when it was opened; `cancelled`
   */
  read(signal?: AbortSignal): AsyncIterable<PredictionPiece>;
}

/** What a run's dataset says of the samples that its members take. */
export interface PredictionForm {
  readonly sample: SampleKind;
  /** How files became samples, as the dataset's file has it; undefined: it was no user's own data. */
  readonly preparation?: object | undefined;
}
