import type { SampleType, SampleValues } from '../sample.ts';

/** Something about the user's data that was recognised, decided or found odd; said before training begins. */
export interface Finding {
  readonly kind: 'recognised' | 'mapped' | 'left-out' | 'changed' | 'warning';
  /** One line, a whole sentence, that names the file and the place. */
  readonly text: string;
  /** How many values, rows or files it is about. */
  readonly count?: number;
}

/** Some samples of a split, one after the other. */
export interface RawPiece {
  /** [samples, ...shape], in C order. */
  readonly values: SampleValues;
  /** [samples], each an index into the dataset's classes. */
  readonly labels: Int32Array;
}

/** A part of a dataset whose samples are still in the user's files. */
export interface RawSplit {
  readonly samples: number;
  /** [samples], the classes in the order of {@link read}. */
  readonly labels: Int32Array;
  /** What the user knows each sample by, such as a picture's file, [samples]; absent where samples have no names. */
  readonly names?: readonly string[];
  /**
   * All samples, by pieces, in an order that depends on the files' names and contents alone.
   *
   * @throws DatasetError when the files are no longer those that were opened; `cancelled`
   */
  read(signal?: AbortSignal): AsyncIterable<RawPiece>;
}

/** The user's files as a dataset: looked at, checked, and read by pieces. */
export interface RawDataset {
  readonly sample: { readonly shape: readonly number[]; readonly type: SampleType };
  /** What values are divided by to lie between 0 and 1, or -1 and 1, as the training split shows; 1 where they are as they should be. */
  readonly divisor: number;
  /** The names of a table's columns, one for each value of a sample. */
  readonly columns?: readonly string[];
  readonly classes: readonly string[];
  readonly splits: {
    readonly train: RawSplit;
    readonly test?: RawSplit;
    readonly validation?: RawSplit;
  };
  /** How new files become samples in the same way: plain JSON, whose `kind` says who reads it. */
  readonly preparation: { readonly kind: string };
  readonly findings: readonly Finding[];
  /** Whether samples lie in files elsewhere than at the path that the user named, as a table's paths may say. */
  readonly readsElsewhere?: boolean;
}
