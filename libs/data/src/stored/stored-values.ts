import type { SampleType, SampleValues } from '../sample.ts';

/** The values of samples that do not lie in memory: they are read by pieces when they are needed. */
export interface StoredValues {
  readonly type: SampleType;
  /** About how many bytes a piece should have. */
  readonly pieceBytes: number;
  /**
   * Makes ready to read.
   *
   * @param pieceSamples the most samples in a piece
   */
  open(pieceSamples: number): PieceReader;
}

/** Reads samples from anywhere in a split, piece by piece, while those of the piece before are used. */
export interface PieceReader {
  /**
   * Begins to read a piece, which goes on while this thread is busy. There is memory for two: a third one waits
   * until one of them is released.
   *
   * @param rows which samples, as many as a piece may have at most
   * @throws DatasetError when they cannot be read, or are no longer those that were looked at when the file
   *   was opened
   */
  read(rows: Uint32Array): Promise<ReadPiece>;
  /** Frees the memory; nothing is under way any more. */
  close(): void;
}

/** Samples that were read. */
export interface ReadPiece {
  /** [pieceSamples, ...shape]: first those that were asked for, in that order; what follows is of no meaning. */
  readonly values: SampleValues;
  /** Gives the memory to the next piece: `values` must not be looked at any more. */
  release(): void;
}
