/**
 * Windows bitmaps, which sharp does not read: 1, 4, 8, 16, 24 and 32 bits a pixel, palettes and bit fields;
 * what is packed by run lengths, which hardly anybody writes, is refused. The format:
 * https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
 */
import type { Pixels } from './pixels.ts';

/** What the two headers of a bitmap say. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** 1 when its palette has shades of grey only; else 3, or 4 with alpha. */
  readonly channels: 1 | 3 | 4;
  readonly palette: boolean;
}

interface Layout extends BmpHeader {
  readonly bits: number;
  /** The first row in the file is the image's last one. */
  readonly bottomUp: boolean;
  readonly dataOffset: number;
  /** Bytes of a row in the file: rows begin at multiples of four bytes. */
  readonly rowBytes: number;
  /** Red, green and blue of each colour. */
  readonly colours: readonly (readonly [number, number, number])[];
  /** Which bits of a pixel are red, green, blue and alpha. */
  readonly masks: readonly [number, number, number, number];
}

const OLD_HEADER_BYTES = 12;
const FILE_HEADER_BYTES = 14;
const BIT_FIELDS = [3, 6];
const DEPTHS = [1, 4, 8, 16, 24, 32];
const MASKS = {
  16: [0x7c00, 0x03e0, 0x001f, 0],
  32: [0xff0000, 0xff00, 0xff, 0],
} as const satisfies Record<number, Layout['masks']>;

/** Reads the headers. @throws Error in a word or two, when they are not those of a bitmap */
export function readBmpHeader(file: Buffer): BmpHeader {
  const { width, height, channels, palette } = readLayout(file);
  return { width, height, channels, palette };
}

/** Decodes a bitmap. @throws Error in a word or two, when it is not whole */
export function decodeBmp(file: Buffer): Pixels {
  const layout = readLayout(file);
  const { width, height, channels, bottomUp, dataOffset, rowBytes } = layout;
  if (dataOffset + rowBytes * height > file.length) throw new Error('it is cut off');
  const values = new Uint8Array(width * height * channels);
  const readPixel = pixelReader(file, layout);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const row = dataOffset + rowBytes * (bottomUp ? height - 1 - y : y);
    for (let x = 0; x < width; x++, at += channels) readPixel(row, x, values, at);
  }
  return { values, width, height, channels };
}

function readLayout(file: Buffer): Layout {
  if (file.length < FILE_HEADER_BYTES + OLD_HEADER_BYTES) throw new Error('it is cut off');
  const headerBytes = file.readUInt32LE(14);
  const old = headerBytes === OLD_HEADER_BYTES;
  if (file.length < FILE_HEADER_BYTES + headerBytes) throw new Error('it is cut off');
  const width = old ? file.readUInt16LE(18) : file.readInt32LE(18);
  const signedHeight = old ? file.readUInt16LE(20) : file.readInt32LE(22);
  const bits = file.readUInt16LE(old ? 24 : 28);
  const packing = old ? 0 : file.readUInt32LE(30);
  if (width < 1 || signedHeight === 0) throw new Error('its header is damaged');
  if (!DEPTHS.includes(bits)) throw new Error(`it has ${bits} bits a pixel`);
  if (packing !== 0 && !BIT_FIELDS.includes(packing)) {
    throw new Error('it is packed by run lengths; save it as PNG');
  }
  const masks = readMasks(file, bits, packing, headerBytes);
  const maskBytes = headerBytes === 40 && packing !== 0 ? (packing === 6 ? 16 : 12) : 0;
  const paletteOffset = FILE_HEADER_BYTES + headerBytes + maskBytes;
  const used = old ? 0 : file.readUInt32LE(46);
  const colours = bits > 8 ? [] : readPalette(file, paletteOffset, used || 1 << bits, old ? 3 : 4);
  const grey = colours.length > 0 && colours.every(([r, g, b]) => r === g && g === b);
  return {
    width,
    height: Math.abs(signedHeight),
    channels: grey ? 1 : masks[3] !== 0 ? 4 : 3,
    palette: colours.length > 0 && !grey,
    bits,
    bottomUp: signedHeight > 0,
    dataOffset: file.readUInt32LE(10),
    rowBytes: Math.ceil((width * bits) / 32) * 4,
    colours,
    masks,
  };
}

function readMasks(
  file: Buffer,
  bits: number,
  packing: number,
  headerBytes: number,
): Layout['masks'] {
  if (bits !== 16 && bits !== 32) return [0, 0, 0, 0];
  if (packing === 0) return MASKS[bits];
  const alpha = packing === 6 || headerBytes >= 56;
  const end = 54 + (alpha ? 16 : 12);
  if (file.length < end) throw new Error('it is cut off');
  const at = (index: number): number => file.readUInt32LE(54 + 4 * index);
  return [at(0), at(1), at(2), alpha ? at(3) : 0];
}

function readPalette(
  file: Buffer,
  offset: number,
  colours: number,
  entryBytes: number,
): Layout['colours'] {
  if (colours > 256) throw new Error('its palette is too long');
  if (offset + colours * entryBytes > file.length) throw new Error('it is cut off');
  return Array.from({ length: colours }, (_, index) => {
    const at = offset + index * entryBytes;
    return [file[at + 2]!, file[at + 1]!, file[at]!] as const;
  });
}

type PixelReader = (row: number, x: number, values: Uint8Array, at: number) => void;

function pixelReader(file: Buffer, layout: Layout): PixelReader {
  if (layout.bits <= 8) return paletteReader(file, layout);
  if (layout.bits === 24) {
    return (row, x, values, at) => {
      const from = row + 3 * x;
      values[at] = file[from + 2]!;
      values[at + 1] = file[from + 1]!;
      values[at + 2] = file[from]!;
    };
  }
  return maskReader(file, layout);
}

function paletteReader(file: Buffer, { bits, colours, channels }: Layout): PixelReader {
  const perByte = 8 / bits;
  const mask = (1 << bits) - 1;
  return (row, x, values, at) => {
    const shift = (perByte - 1 - (x % perByte)) * bits;
    const colour = colours[(file[row + Math.floor(x / perByte)]! >> shift) & mask];
    if (!colour) throw new Error('it names a colour that its palette does not have');
    for (let channel = 0; channel < channels; channel++) values[at + channel] = colour[channel]!;
  };
}

function maskReader(file: Buffer, { bits, masks, channels }: Layout): PixelReader {
  const bytes = bits / 8;
  const shifts = masks.map((mask) => (mask === 0 ? 0 : 31 - Math.clz32(mask & -mask)));
  const highest = masks.map((mask, index) => mask >>> shifts[index]!);
  return (row, x, values, at) => {
    const pixel = file.readUIntLE(row + bytes * x, bytes);
    for (let channel = 0; channel < channels; channel++) {
      const value = (pixel & masks[channel]!) >>> shifts[channel]!;
      values[at + channel] = Math.floor((value * 255) / (highest[channel]! || 1));
    }
  };
}
