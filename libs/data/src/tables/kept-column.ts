import { FLOAT32_WHOLE } from './float32-whole.ts';
import type { Cells } from './table.ts';

/** Bytes that a text takes beside its characters, in a list and a map. */
const TEXT_BYTES = 100;

const NOT_KEPT = -1;

/** Keeps the cells of one column, piece by piece: numbers as float32, texts as places in a list of different ones. */
export class ColumnKeeper {
  readonly #onlyTexts: boolean;
  readonly #places = new Map<string, number>();
  readonly #texts: string[] = [];
  #holdsAllTexts = true;
  #bytes = 0;

  /** @param onlyTexts whether the column's numbers are never asked for */
  constructor({ onlyTexts }: { readonly onlyTexts: boolean }) {
    this.#onlyTexts = onlyTexts;
  }

  /** What is kept so far takes about so much memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether each cell's text is kept, not of some the number alone. */
  get holdsAllTexts(): boolean {
    return this.#holdsAllTexts;
  }

  keep(cells: Cells, rows: number): Cells {
    if (this.#onlyTexts) {
      const places = this.#newPlaces(rows);
      for (let row = 0; row < rows; row++) places[row] = this.#placeOf(cells.text(row));
      return new KeptCells(undefined, places, this.#texts);
    }
    const numbers = cells.numbers();
    this.#bytes += numbers.byteLength;
    if (cells.areSmallNumbers && rows > 0) {
      this.#holdsAllTexts = false;
      return new KeptCells(numbers, undefined, this.#texts);
    }
    let places: Int32Array | undefined;
    for (let row = 0; row < rows; row++) {
      const number = numbers[row]!;
      // Of other cells nobody asks for the text.
      if (number > -FLOAT32_WHOLE && number < FLOAT32_WHOLE) this.#holdsAllTexts = false;
      else (places ??= this.#newPlaces(rows))[row] = this.#placeOf(cells.text(row));
    }
    return new KeptCells(numbers, places, this.#texts);
  }

  #newPlaces(rows: number): Int32Array {
    this.#bytes += rows * Int32Array.BYTES_PER_ELEMENT;
    return new Int32Array(rows).fill(NOT_KEPT);
  }

  #placeOf(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const place = this.#texts.push(text) - 1;
    this.#places.set(text, place);
    this.#bytes += TEXT_BYTES + 2 * text.length;
    return place;
  }
}

class KeptCells implements Cells {
  /** No text is kept of numbers alone. */
  readonly areSmallNumbers: boolean;
  readonly #numbers: Float32Array | undefined;
  readonly #places: Int32Array | undefined;
  readonly #texts: readonly string[];

  constructor(
    numbers: Float32Array | undefined,
    places: Int32Array | undefined,
    texts: readonly string[],
  ) {
    this.areSmallNumbers = numbers !== undefined && places === undefined;
    this.#numbers = numbers;
    this.#places = places;
    this.#texts = texts;
  }

  numbers(): Float32Array {
    if (this.#numbers === undefined) throw new Error('of this column only the texts are kept');
    return this.#numbers;
  }

  text(row: number): string {
    const place = this.#places === undefined ? NOT_KEPT : this.#places[row]!;
    if (place === NOT_KEPT) throw new Error('of this cell only the number is kept');
    return this.#texts[place]!;
  }
}
