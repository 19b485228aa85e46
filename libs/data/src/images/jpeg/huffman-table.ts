/** A Huffman table of a JPEG file (ITU-T T.81, annexes C and F), made for fast decoding. */
export interface HuffmanTable {
  /**
   * By the next {@link LOOKAHEAD_BITS} bits: what a code and the number behind it mean, when both lie in those bits, as
   * `value << 12 | run << 4 | bits of both`; 0 when they do not. A run of {@link END_OF_BLOCK} ends a block.
   */
  readonly whole: Int32Array;
  /**
   * By the next {@link LOOKAHEAD_BITS} bits: how far all the coefficients in them lead, as `places before the last one << 12 |
   * places of all << 4 | bits of all`; 0 when not even one lies in them.
   */
  readonly skips: Int32Array;
  /** By the next {@link LOOKAHEAD_BITS} bits: `bits of the code << 8 | symbol` when it lies in them; 0 when it does not. */
  readonly codes: Uint16Array;
  /** By the bits of a code: what is subtracted from it to find its symbol's place. */
  readonly offsets: Int32Array;
  /** By the bits of a code: the number that all codes of so many bits are below. */
  readonly ends: Int32Array;
  readonly symbols: Uint8Array;
}

/** Most codes and the numbers behind them have no more bits. */
export const LOOKAHEAD_BITS = 10;
/** More than all coefficients of a block. */
export const END_OF_BLOCK = 128;
const LONGEST_CODE = 16;

/** The tables that were made last: most files have the same few. */
const made = new Map<string, HuffmanTable | undefined>();
const MADE_AT_MOST = 16;

/**
 * Makes a table.
 *
 * @param bytes how many codes there are of 1 to 16 bits, and behind those `countBytes` bytes the codes' symbols in their order
 * @returns undefined when there can be no such codes
 */
export function huffmanTable(bytes: Buffer, countBytes: number): HuffmanTable | undefined {
  const key = bytes.toString('latin1');
  if (made.has(key)) return made.get(key);
  if (made.size === MADE_AT_MOST) made.clear();
  const table = makeTable(
    bytes.subarray(0, countBytes),
    Uint8Array.from(bytes.subarray(countBytes)),
  );
  made.set(key, table);
  return table;
}

function makeTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | undefined {
  const table: HuffmanTable = {
    whole: new Int32Array(1 << LOOKAHEAD_BITS),
    skips: new Int32Array(1 << LOOKAHEAD_BITS),
    codes: new Uint16Array(1 << LOOKAHEAD_BITS),
    offsets: new Int32Array(LONGEST_CODE + 1),
    ends: new Int32Array(LONGEST_CODE + 1),
    symbols,
  };
  let code = 0;
  let place = 0;
  for (let bits = 1; bits <= LONGEST_CODE; bits++) {
    table.offsets[bits] = code - place;
    for (let left = counts[bits - 1]!; left > 0; left--) {
      if (code >= 1 << bits) return undefined;
      if (bits <= LOOKAHEAD_BITS) addCode(table, code, bits, symbols[place]!);
      code++;
      place++;
    }
    table.ends[bits] = code;
    code <<= 1;
  }
  for (let ahead = 0; ahead < table.skips.length; ahead++) {
    table.skips[ahead] = skipOf(table.whole, ahead);
  }
  return table;
}

/** All coefficients that lie in the bits, up to one that ends the block. */
function skipOf(whole: Int32Array, ahead: number): number {
  const mask = whole.length - 1;
  let bits = 0;
  let places = 0;
  let before = 0;
  while (places < END_OF_BLOCK) {
    const known = whole[(ahead << bits) & mask]!;
    if (known === 0 || bits + (known & 15) > LOOKAHEAD_BITS) break;
    before = places;
    bits += known & 15;
    places += ((known >> 4) & 255) + 1;
  }
  return (before << 12) | (places << 4) | bits;
}

/** Adds all that a code and the bits behind it can be. */
function addCode({ whole, codes }: HuffmanTable, code: number, bits: number, symbol: number): void {
  const free = LOOKAHEAD_BITS - bits;
  const [run, size] = [symbol >> 4, symbol & 15];
  for (let rest = 0; rest < 1 << free; rest++) {
    const place = (code << free) | rest;
    codes[place] = (bits << 8) | symbol;
    if (size > free) continue;
    const value = size === 0 ? 0 : signedNumber(rest >> (free - size), size);
    whole[place] = (value << 12) | (runOf(run, size) << 4) | (bits + size);
  }
}

/** How many coefficients are zero before the next one. */
export function runOf(run: number, size: number): number {
  return size === 0 && run < 15 ? END_OF_BLOCK : run;
}

/** A number of so many bits, 1 or more: those that begin with 0 are the negative ones. */
export function signedNumber(bits: number, size: number): number {
  return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}
