import type { ImageSize } from '../image-size.ts';
import { swapsSides } from '../turn-pixels.ts';
import { readOrientation } from './exif-orientation.ts';
import { type HuffmanTable, huffmanTable } from './huffman-table.ts';

/** One of an image's planes: lightness, or a difference of colours. */
export interface JpegComponent {
  /** Blocks in a unit of the image, in each direction. */
  readonly across: number;
  readonly down: number;
  /** What coefficients are multiplied by, in the order of the file. */
  readonly factors: Uint16Array;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

/** A JPEG file of the usual kind: 8 bits, Huffman codes, one scan, grey or YCbCr. */
export interface JpegStructure {
  /** Pixels as they are stored, before they are turned. */
  readonly width: number;
  readonly height: number;
  /** EXIF's, 1 to 8. */
  readonly orientation: number;
  /** One, or three. */
  readonly components: readonly JpegComponent[];
  /** Units of the image from one restart marker to the next; 0 when there are none. */
  readonly restartInterval: number;
  /** Where the scan begins. */
  readonly scanOffset: number;
}

/** The size of an image as people see it. */
export function seenSize({ width, height, orientation }: JpegStructure): ImageSize {
  return swapsSides(orientation) ? { width: height, height: width } : { width, height };
}

interface FrameComponent {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly table: number;
}

interface Found {
  width: number;
  height: number;
  frame: FrameComponent[];
  orientation: number;
  restartInterval: number;
  isJfif: boolean;
  readonly factors: Uint16Array[];
  readonly dc: (HuffmanTable | undefined)[];
  readonly ac: (HuffmanTable | undefined)[];
}

const SCAN = 0xda;
const COEFFICIENTS = 64;
const RGB_IDS = 'RGB';

/**
 * Reads what stands before the pixels of a JPEG file (ITU-T T.81, annex B).
 *
 * @param file its beginning at least
 * @returns undefined for a file of another kind, one that is damaged, and one that goes on after what was given
 */
export function readJpegStructure(file: Buffer): JpegStructure | undefined {
  const found: Found = {
    ...{ width: 0, height: 0, frame: [], orientation: 1, restartInterval: 0, isJfif: false },
    ...{ factors: [], dc: [], ac: [] },
  };
  for (let at = 2; at + 4 <= file.length;) {
    if (file[at] !== 0xff) return undefined;
    const marker = file[at + 1]!;
    if (marker === 0xff) {
      at++; // Filling.
      continue;
    }
    const end = at + 2 + file.readUInt16BE(at + 2);
    if (end < at + 4 || end > file.length) return undefined;
    const segment = file.subarray(at + 4, end);
    if (marker === SCAN) return withScan(found, segment, end);
    if (!readSegment(marker, segment, found)) return undefined;
    at = end;
  }
  return undefined;
}

/** @returns false when it is another kind of file */
function readSegment(marker: number, segment: Buffer, found: Found): boolean {
  switch (marker) {
    case 0xc0: // Baseline.
    case 0xc1: // The same with more tables.
      return readFrame(segment, found);
    case 0xc4:
      return readHuffmanTables(segment, found);
    case 0xdb:
      return readFactors(segment, found);
    case 0xdd:
      found.restartInterval = segment.length >= 2 ? segment.readUInt16BE(0) : 0;
      return segment.length >= 2;
    case 0xe0:
      found.isJfif ||= segment.toString('latin1', 0, 5) === 'JFIF\0';
      return true;
    case 0xe1: {
      if (segment.toString('latin1', 0, 6) !== 'Exif\0\0') return true;
      const orientation = readOrientation(segment.subarray(6));
      found.orientation = orientation ?? 1;
      return orientation !== undefined;
    }
    case 0xee: // Adobe's: its last byte says whether three components are YCbCr.
      return segment.toString('latin1', 0, 5) !== 'Adobe' || segment[11] === 1;
    default: // Comments and others' data; but no other kinds of frames.
      return marker === 0xfe || (marker >= 0xe2 && marker <= 0xef);
  }
}

function readFrame(segment: Buffer, found: Found): boolean {
  const count = segment[5]!;
  if (found.frame.length > 0 || segment.length !== 6 + 3 * count || segment[0] !== 8) return false;
  found.height = segment.readUInt16BE(1);
  found.width = segment.readUInt16BE(3);
  for (let at = 6; at < segment.length; at += 3) {
    const sampling = segment[at + 1]!;
    const [across, down] = [sampling >> 4, sampling & 15];
    found.frame.push({ id: segment[at]!, across, down, table: segment[at + 2]! });
  }
  return found.width > 0 && found.height > 0 && (count === 1 || count === 3);
}

function readFactors(segment: Buffer, { factors }: Found): boolean {
  for (let at = 0; at < segment.length;) {
    const wide = segment[at]! >> 4;
    const table = segment[at]! & 15;
    const end = at + 1 + COEFFICIENTS * (wide + 1);
    if (wide > 1 || end > segment.length) return false;
    const values = new Uint16Array(COEFFICIENTS);
    for (let index = 0; index < COEFFICIENTS; index++) {
      const place = at + 1 + index;
      values[index] = wide === 1 ? segment.readUInt16BE(place + index) : segment[place]!;
    }
    factors[table] = values;
    at = end;
  }
  return true;
}

const COUNTS_BYTES = 16;

function readHuffmanTables(segment: Buffer, { dc, ac }: Found): boolean {
  for (let at = 0; at < segment.length;) {
    const [kind, place] = [segment[at]! >> 4, segment[at]! & 15];
    const counts = segment.subarray(at + 1, at + 1 + COUNTS_BYTES);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const end = at + 1 + COUNTS_BYTES + total;
    if (kind > 1 || total > 256 || end > segment.length) return false;
    const table = huffmanTable(segment.subarray(at + 1, end), COUNTS_BYTES);
    if (table === undefined) return false;
    (kind === 0 ? dc : ac)[place] = table;
    at = end;
  }
  return true;
}

/** What the header of the scan adds: which tables each component has. */
function withScan(found: Found, segment: Buffer, scanOffset: number): JpegStructure | undefined {
  const { frame, width, height, orientation, restartInterval } = found;
  const count = segment[0]!;
  if (count === 0 || count !== frame.length || segment.length !== 4 + 2 * count) return undefined;
  const ids = String.fromCharCode(...frame.map(({ id }) => id));
  if (!found.isJfif && ids === RGB_IDS) return undefined;
  const components: JpegComponent[] = [];
  for (const [index, { id, across, down, table }] of frame.entries()) {
    const tables = segment[2 + 2 * index]!;
    const dc = found.dc[tables >> 4];
    const ac = found.ac[tables & 15];
    const factors = found.factors[table];
    if (segment[1 + 2 * index] !== id || !dc || !ac || !factors) return undefined;
    if (!isSampling(across) || !isSampling(down)) return undefined;
    // The blocks of a single component stand one after the other, whatever its sampling.
    const single = count === 1 ? { across: 1, down: 1 } : { across, down };
    components.push({ ...single, factors, dc, ac });
  }
  return { width, height, orientation, components, restartInterval, scanOffset };
}

function isSampling(factor: number): boolean {
  return factor === 1 || factor === 2 || factor === 4;
}
