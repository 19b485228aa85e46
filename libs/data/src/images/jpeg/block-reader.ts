import { type HuffmanTable, LOOKAHEAD_BITS, runOf, signedNumber } from './huffman-table.ts';
import type { JpegComponent } from './jpeg-structure.ts';
import type { ReducedTransform } from './reduced-transform.ts';

const LONGEST_CODE = 16;
const COEFFICIENTS = 64;
const MARKER = 0xff;
/** Zeros behind the bytes, as many as a block can take: that they were read is found out before the next block. */
const PADDING_BYTES = 512;

/** Reads the Huffman codes of a JPEG scan, block by block (ITU-T T.81, annex F). */
export class BlockReader {
  #bytes = Buffer.alloc(0);
  #view = viewOf(this.#bytes);
  /** Bits that there are. */
  #length = 0;
  /** Bits that were read. */
  #place = 0;

  /**
   * Begins with the bytes up to the next marker.
   *
   * @returns the place of the marker; undefined when there is none
   */
  start(file: Buffer, offset: number): number | undefined {
    if (this.#bytes.length < file.length + PADDING_BYTES) {
      this.#bytes = Buffer.alloc(file.length + PADDING_BYTES);
      this.#view = viewOf(this.#bytes);
    }
    let from = offset;
    let length = 0;
    for (;;) {
      const marker = file.indexOf(MARKER, from);
      if (marker === -1 || marker + 1 === file.length) return undefined;
      const isByte = file[marker + 1] === 0;
      length += file.copy(this.#bytes, length, from, isByte ? marker + 1 : marker);
      if (!isByte) {
        this.#begin(length);
        return marker;
      }
      from = marker + 2;
    }
  }

  #begin(length: number): void {
    this.#bytes.fill(0, length, length + PADDING_BYTES);
    this.#length = 8 * length;
    this.#place = 0;
  }

  /** More was read than there was. */
  isBeyondEnd(): boolean {
    return this.#place > this.#length;
  }

  /**
   * Reads the coefficients of a block into the transform, multiplied.
   *
   * @param before the first coefficient of the component's block before, not multiplied
   * @returns that of this block; undefined when there is a code that means nothing, or there are no more bytes
   */
  read(component: JpegComponent, before: number, into: ReducedTransform): number | undefined {
    if (this.isBeyondEnd()) return undefined;
    const { factors, dc, ac } = component;
    const { coefficients } = into;
    for (let index = 0; index < coefficients.length; index++) coefficients[index] = 0;
    const size = this.#readSymbol(dc);
    if (size === undefined || size > LONGEST_CODE) return undefined;
    const first = before + this.#readNumber(size);
    coefficients[0] = first * factors[0]!;
    const place = this.#readNeeded(ac, factors, into);
    return place !== undefined && this.#skipOthers(ac, place) ? first : undefined;
  }

  /** @returns the place behind the last one that was read; undefined when there is a code that means nothing */
  #readNeeded(
    ac: HuffmanTable,
    factors: Uint16Array,
    { coefficients, places, lastPlace }: ReducedTransform,
  ): number | undefined {
    const { whole } = ac;
    let place = 1;
    while (place <= lastPlace) {
      const known = whole[this.#ahead(LOOKAHEAD_BITS)]!;
      if (known !== 0) {
        this.#place += known & 15;
        place += (known >> 4) & 255;
        coefficients[places[place]!] = (known >> 12) * factors[place & 63]!;
      } else {
        const symbol = this.#readSymbol(ac);
        if (symbol === undefined) return undefined;
        const value = this.#readNumber(symbol & 15);
        place += runOf(symbol >> 4, symbol & 15);
        coefficients[places[place]!] = value * factors[place & 63]!;
      }
      place++;
    }
    return place;
  }

  /** Reads the coefficients from that place on, which nobody needs. @returns whether all codes mean something */
  #skipOthers(ac: HuffmanTable, from: number): boolean {
    const { skips } = ac;
    let place = from;
    while (place < COEFFICIENTS) {
      const known = skips[this.#ahead(LOOKAHEAD_BITS)]!;
      // The next block may begin in these bits.
      if (known !== 0 && place + (known >> 12) < COEFFICIENTS) {
        this.#place += known & 15;
        place += (known >> 4) & 255;
      } else {
        const symbol = this.#readSymbol(ac);
        if (symbol === undefined) return false;
        this.#readNumber(symbol & 15);
        place += runOf(symbol >> 4, symbol & 15) + 1;
      }
    }
    return true;
  }

  #readSymbol({ codes, offsets, ends, symbols }: HuffmanTable): number | undefined {
    const bits = this.#ahead(LONGEST_CODE);
    const known = codes[bits >> (LONGEST_CODE - LOOKAHEAD_BITS)]!;
    if (known !== 0) {
      this.#place += known >> 8;
      return known & 255;
    }
    for (let length = LOOKAHEAD_BITS + 1; length <= LONGEST_CODE; length++) {
      const code = bits >> (LONGEST_CODE - length);
      if (code >= ends[length]!) continue;
      this.#place += length;
      return symbols[code - offsets[length]!];
    }
    return undefined;
  }

  #readNumber(size: number): number {
    if (size === 0) return 0;
    const bits = this.#ahead(size);
    this.#place += size;
    return signedNumber(bits, size);
  }

  /** The next bits, 1 to 16, which are not read by it. */
  #ahead(bits: number): number {
    const place = this.#place;
    return (this.#view.getUint32(place >>> 3) << (place & 7)) >>> (32 - bits);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
