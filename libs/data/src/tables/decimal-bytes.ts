/**
 * Numbers as bytes write them, without making a text of each. What cannot be read so exactly is left to `Number`.
 */

const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
/** `e`, and `E` with this bit set. */
const EXPONENT = 101;
const LOWER_CASE = 32;
/** A whole number of so many digits is exact as a number. */
const EXACT_DIGITS = 15;
/** So is a power of ten up to this one. */
const EXACT_POWER = 22;
const POWERS = Float64Array.from({ length: EXACT_POWER + 1 }, (_, power) => Number(`1e${power}`));

/**
 * The number that bytes write, rounded to a double as reading the text does, and then to a float32.
 *
 * Up to 15 digits and a power of ten up to 22 are exact, so that their one product or quotient rounds as the text does. Of more
 * digits the first 15 and those plus one are numbers between which the text's lies; as rounding keeps order, it is theirs where
 * both give the same float32, which they do but for one number in millions.
 *
 * @param decimal the byte before a fraction
 * @returns NaN when the bytes write no number, or one that must be read as text
 */
export function float32In(bytes: Uint8Array, start: number, end: number, decimal: number): number {
  const sign = bytes[start];
  const begin = sign === MINUS || sign === PLUS ? start + 1 : start;
  let at = begin;
  let whole = 0;
  let digits = 0;
  let dropped = 0;
  let point = -1;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= NINE) {
      if (digits === EXACT_DIGITS) dropped++;
      else {
        whole = whole * 10 + (byte - ZERO);
        if (whole !== 0) digits++;
      }
    } else if (byte === decimal && point === -1) {
      point = at;
    } else {
      break;
    }
  }
  const places = point === -1 ? 0 : at - point - 1;
  if (at - begin === (point === -1 ? 0 : 1)) return Number.NaN;
  const exponent = at === end ? 0 : exponentIn(bytes, at, end);
  const power = dropped - places + exponent;
  const least = Math.fround(scaled(whole, power));
  if (dropped > 0 && least !== Math.fround(scaled(whole + 1, power))) return Number.NaN;
  return sign === MINUS ? -least : least;
}

/** `whole * 10 ** power`, rounded once; NaN for a power that is not exact. */
function scaled(whole: number, power: number): number {
  return power < 0 ? whole / POWERS[-power]! : whole * POWERS[power]!;
}

/** The number behind an `e`; NaN when there is none, or one of more than three digits. */
function exponentIn(bytes: Uint8Array, start: number, end: number): number {
  if ((bytes[start]! | LOWER_CASE) !== EXPONENT) return Number.NaN;
  const sign = bytes[start + 1];
  const first = sign === MINUS || sign === PLUS ? start + 2 : start + 1;
  if (first >= end || end - first > 3) return Number.NaN;
  let exponent = 0;
  for (let at = first; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    exponent = exponent * 10 + digit;
  }
  return sign === MINUS ? -exponent : exponent;
}
