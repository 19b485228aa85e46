/**
 * Numbers as bytes write them, without making a text of each. What cannot be read so exactly is left to `Number`.
 */

const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
/** `e`, and `E` with this bit set. */
const EXPONENT = 101;
const LOWER_CASE = 32;
/** A smaller number can take four digits more, and has 15 at most, which a double holds exactly. */
const TAKES_FOUR = 1e11;
/** A power of ten up to this one is exact as a double. */
const EXACT_POWER = 22;
const POWERS = Float64Array.from({ length: EXACT_POWER + 1 }, (_, power) => Number(`1e${power}`));

/** Reads numbers out of bytes, wherever they begin. */
export class DecimalReader {
  /** Where the last number ended: the place of the first byte that is no part of it. */
  end = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** The byte before a fraction. */
  readonly #decimal: number;

  /** @param decimal the byte before a fraction */
  constructor(bytes: Uint8Array, decimal: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#decimal = decimal;
  }

  /**
   * The number that begins at a place, rounded to a double as reading the text does, and then to a float32.
   *
   * Up to 15 digits and a power of ten up to 22 are exact, so that their one product or quotient rounds as the text does. Of
   * more digits the first ones, 12 or more, and those plus one are numbers between which the text's lies; as rounding keeps order, it
   * is theirs where both give the same float32, which they do but for one number in ten thousands.
   *
   * @returns NaN when no number begins there, or one that must be read as text
   */
  read(start: number): number {
    const bytes = this.#bytes;
    const decimal = this.#decimal;
    const sign = bytes[start];
    const begin = sign === MINUS || sign === PLUS ? start + 1 : start;
    let at = begin;
    let whole = 0;
    let dropped = 0;
    let point = -1;
    for (;;) {
      const word = this.#wordAt(at);
      const digits = leadingDigits(word);
      if (digits > 0) {
        if (dropped === 0 && whole < TAKES_FOUR) {
          whole = whole * POWERS[digits]! + valueOfDigits(word, digits);
        } else {
          dropped += digits;
        }
        at += digits;
        if (digits === 4) continue;
      }
      if (point !== -1 || bytes[at] !== decimal) break;
      point = at++;
    }
    this.end = at;
    if (at - begin === (point === -1 ? 0 : 1)) return Number.NaN;
    const places = point === -1 ? 0 : at - point - 1;
    const power = dropped - places + (isExponent(bytes[at]) ? this.#exponent(at + 1) : 0);
    const least = Math.fround(scaled(whole, power));
    if (dropped > 0 && least !== Math.fround(scaled(whole + 1, power))) return Number.NaN;
    return sign === MINUS ? -least : least;
  }

  /** Four bytes, the first one lowest; zeros behind the last one there is. */
  #wordAt(at: number): number {
    if (at <= this.#bytes.length - 4) return this.#view.getInt32(at, true);
    let word = 0;
    for (let last = this.#bytes.length - 1; last >= at; last--) {
      word = (word << 8) | this.#bytes[last]!;
    }
    return word;
  }

  /** The exponent of up to three digits that begins at a place; NaN when none does. */
  #exponent(start: number): number {
    const bytes = this.#bytes;
    const sign = bytes[start];
    const first = sign === MINUS || sign === PLUS ? start + 1 : start;
    let at = first;
    let exponent = 0;
    for (; at < bytes.length; at++) {
      const digit = bytes[at]! - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      exponent = exponent * 10 + digit;
    }
    this.end = at;
    if (at === first || at - first > 3) return Number.NaN;
    return sign === MINUS ? -exponent : exponent;
  }
}

/** How many digits a word of four bytes begins with. Digits are 0 to 9 without the bits of "0": no other byte stays below 10. */
function leadingDigits(word: number): number {
  const values = word ^ 0x30303030;
  // 0x76 carries what is 10 or more into a byte's highest bit. A carry beyond it can only reach bytes behind one that is no digit.
  const others = ((values + 0x76767676) | 0 | values) & 0x80808080;
  return others === 0 ? 4 : (31 - Math.clz32(others & -others)) >> 3;
}

/** The number that the first 1 to 4 bytes of a word write, the first byte lowest: digits become pairs, and pairs one number. */
function valueOfDigits(word: number, digits: number): number {
  const values = (word ^ 0x30303030) << (32 - 8 * digits);
  const pairs = (Math.imul(values, 10 * 256 + 1) >>> 8) & 0x00ff00ff;
  return Math.imul(pairs, 100 * 65_536 + 1) >>> 16;
}

function isExponent(byte: number | undefined): boolean {
  return byte !== undefined && (byte | LOWER_CASE) === EXPONENT;
}

/** `whole * 10 ** power`, rounded once; NaN for a power that is not exact. */
function scaled(whole: number, power: number): number {
  return power < 0 ? whole / POWERS[-power]! : whole * POWERS[power]!;
}
