import type { ArrayFile } from '../arrays/array-file.ts';
import type { Numbers } from '../arrays/element-type.ts';

/** One value and where it is. */
export interface Place {
  /** The index on each axis of the array as it is stored. */
  readonly index: readonly number[];
  readonly value: number | bigint;
}

/** What was found among an array's numbers. */
export interface ValueScan {
  /** The lowest and highest finite number; `low` is above `high` when there is none. */
  readonly low: number;
  readonly high: number;
  /** How many values are NaN or infinite. */
  readonly notFinite: number;
  /** The first of them. */
  readonly firstNotFinite: readonly Place[];
  /** The first whole number that is no 32-bit integer, or fraction that is beyond float32. */
  readonly tooLarge: Place | undefined;
}

const PLACES = 3;
const INT32_LIMITS = { low: -(2 ** 31), high: 2 ** 31 - 1 };
/** The first number that is rounded to infinity as float32. */
const FLOAT32_OVERFLOW = 2 ** 128 - 2 ** 103;

/**
 * Reads all numbers of an array once; of bytes only until the lowest and the highest there can be were found.
 *
 * @throws what reading the array throws
 */
export async function scanValues(array: ArrayFile): Promise<ValueScan> {
  const scanner = new Scanner(array);
  for await (const piece of array.pieces()) {
    scanner.add(piece.values as Numbers, piece.start);
    if (scanner.knowsAll()) break;
  }
  return scanner;
}

class Scanner implements ValueScan {
  low = Infinity;
  high = -Infinity;
  notFinite = 0;
  readonly firstNotFinite: Place[] = [];
  tooLarge: Place | undefined;
  readonly #array: ArrayFile;
  /** Elements of one row. */
  readonly #rowLength: number;

  constructor(array: ArrayFile) {
    this.#array = array;
    this.#rowLength = array.shape.slice(1).reduce((product, axis) => product * axis, 1);
  }

  knowsAll(): boolean {
    const { type } = this.#array;
    if (type !== 'uint8' && type !== 'bool') return false;
    return this.low === 0 && this.high === (type === 'bool' ? 1 : 255);
  }

  add(values: Numbers, startRow: number): void {
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
      this.#addLongs(values, startRow);
    } else {
      this.#addNumbers(values, startRow);
    }
  }

  #addNumbers(values: Exclude<Numbers, BigInt64Array | BigUint64Array>, startRow: number): void {
    let { low, high } = this;
    const [lowest, highest] = limitsOf(values);
    for (let position = 0; position < values.length; position++) {
      const value = values[position]!;
      if (value >= low && value <= high) continue;
      if (Number.isFinite(value)) {
        if (value < low) low = value;
        if (value > high) high = value;
        if (value < lowest || value > highest) this.#addTooLarge(value, position, startRow);
      } else {
        this.#addNotFinite(value, position, startRow);
      }
    }
    this.low = low;
    this.high = high;
  }

  /** In halves of 32 bits: BigInt would take ten times as long. */
  #addLongs(values: BigInt64Array | BigUint64Array, startRow: number): void {
    const words = new Int32Array(
      values.buffer as ArrayBuffer,
      values.byteOffset,
      2 * values.length,
    );
    const signed = values instanceof BigInt64Array;
    for (let position = 0; position < values.length; position++) {
      const lowWord = words[2 * position]!;
      const highWord = words[2 * position + 1]!;
      const fits = signed ? highWord === lowWord >> 31 : highWord === 0 && lowWord >= 0;
      if (!fits) this.#addTooLarge(values[position]!, position, startRow);
      const value = fits ? lowWord : Number(values[position]);
      if (value < this.low) this.low = value;
      if (value > this.high) this.high = value;
    }
  }

  #addTooLarge(value: number | bigint, position: number, startRow: number): void {
    this.tooLarge ??= { index: this.#indexOf(position, startRow), value };
  }

  #addNotFinite(value: number, position: number, startRow: number): void {
    this.notFinite++;
    if (this.firstNotFinite.length === PLACES) return;
    this.firstNotFinite.push({ index: this.#indexOf(position, startRow), value });
  }

  #indexOf(position: number, startRow: number): number[] {
    const row = Math.floor(position / this.#rowLength);
    let rest = position - row * this.#rowLength;
    const inRow = this.#array.shape
      .slice(1)
      .reverse()
      .map((axis) => {
        const index = rest % axis;
        rest = Math.floor(rest / axis);
        return index;
      });
    return [startRow + row, ...inRow.reverse()];
  }
}

function limitsOf(values: Numbers): readonly [lowest: number, highest: number] {
  if (values instanceof Float64Array) {
    const largest = FLOAT32_OVERFLOW * (1 - Number.EPSILON / 2);
    return [-largest, largest];
  }
  if (values instanceof Uint32Array) return [INT32_LIMITS.low, INT32_LIMITS.high];
  return [-Infinity, Infinity];
}
