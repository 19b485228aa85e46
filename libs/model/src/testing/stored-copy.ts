import {
  SAMPLE_ARRAYS,
  type SampleSet,
  type SampleValues,
  type StoredSet,
  typeOf,
} from '@chorus/data';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A set that is read by pieces as one in a file is, and what was read of it. */
export interface StoredCopy extends StoredSet {
  /** The rows of each piece, in the order in which they were asked for. */
  readonly pieces: number[][];
  /** Readers that were not closed, and pieces that were not released. */
  readonly held: { readers: number; pieces: number };
}

/**
 * The set as if it lay in a file. What is not to be looked at any more, or not yet, is spoilt.
 *
 * @param pieceBytes about how many a piece should have
 * @param failAt the piece, counted from 0, that cannot be read
 */
export function storedCopy(
  { values, labels }: SampleSet,
  pieceBytes: number,
  failAt?: number,
): StoredCopy {
  const type = typeOf(values);
  const size = values.length / labels.length;
  const copy: StoredCopy = {
    labels,
    pieces: [],
    held: { readers: 0, pieces: 0 },
    values: {
      type,
      pieceBytes,
      open(pieceSamples) {
        const memory = [1, 2].map(() => new SAMPLE_ARRAYS[type](pieceSamples * size).fill(99));
        copy.held.readers += 1;
        return { read: (rows) => read(rows, memory), close: () => (copy.held.readers -= 1) };
      },
    },
  };
  return copy;

  async function read(rows: Uint32Array, memory: SampleValues[]) {
    const number = copy.pieces.push([...rows]) - 1;
    copy.held.pieces += 1;
    await nextTurn();
    if (number === failAt) {
      copy.held.pieces -= 1;
      throw new Error(`piece ${number} cannot be read`);
    }
    const piece = memory.pop();
    if (!piece) throw new Error('a third piece was asked for');
    for (const [place, row] of rows.entries()) {
      piece.set(values.subarray(row * size, (row + 1) * size), place * size);
    }
    const release = () => {
      copy.held.pieces -= 1;
      memory.push(piece.fill(99));
    };
    return { values: piece, release };
  }
}
