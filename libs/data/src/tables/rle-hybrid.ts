/** Values of more bits do not occur: a dictionary of 2^24 entries would be larger than a page. */
const MOST_BITS = 24;
/** A run's length is a number of at most so many bits. */
const LENGTH_BITS = 31;

/**
 * Reads whole numbers in Parquet's hybrid of repeated values and packed bits, until the output is full; see "RLE" in
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/. Whatever the bytes claim, no more is written.
 *
 * @param bits of a value; 0 to 24
 * @throws RangeError when the bytes end before, or a value has more bits
 */
export function readHybrid(bytes: Uint8Array, bits: number, output: Uint8Array | Int32Array): void {
  if (bits > MOST_BITS) throw new RangeError(`values of ${bits} bits`);
  let at = 0;
  let filled = 0;
  while (filled < output.length) {
    let header = 0;
    let byte = 0x80;
    for (let shift = 0; byte >= 0x80; shift += 7) {
      if (at >= bytes.length || shift > LENGTH_BITS - 3) {
        throw new RangeError('a run has no length');
      }
      byte = bytes[at++]!;
      header += (byte & 0x7f) * 2 ** shift;
    }
    const left = output.length - filled;
    const length = Math.floor(header / 2);
    if (header % 2 === 0) {
      const end = filled + Math.min(length, left);
      const width = Math.ceil(bits / 8);
      output.fill(wholeNumber(bytes, at, width), filled, end);
      filled = end;
      at += width;
    } else {
      const packed = bytes.subarray(at, at + length * bits);
      const count = Math.min(length * 8, left);
      unpack(packed, bits, output.subarray(filled, filled + count));
      filled += count;
      at += length * bits;
    }
  }
}

/** @throws RangeError when the bytes end before */
function wholeNumber(bytes: Uint8Array, at: number, width: number): number {
  if (at + width > bytes.length) throw new RangeError('a run has no value');
  let value = 0;
  for (let index = 0; index < width; index++) value += bytes[at + index]! * 2 ** (8 * index);
  return value;
}

function unpack(bytes: Uint8Array, bits: number, output: Uint8Array | Int32Array): void {
  if (Math.ceil((output.length * bits) / 8) > bytes.length) {
    throw new RangeError('a run is cut off');
  }
  const mask = 2 ** bits - 1;
  let at = 0;
  let held = 0;
  let buffer = 0;
  for (let index = 0; index < output.length; index++) {
    while (held < bits) {
      buffer |= bytes[at++]! << held;
      held += 8;
    }
    output[index] = buffer & mask;
    buffer >>>= bits;
    held -= bits;
  }
}
