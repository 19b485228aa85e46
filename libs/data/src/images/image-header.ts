import { readBmpHeader } from './bmp.ts';
import { type ImageFormat } from './image-format.ts';
import { readJpegStructure, seenSize } from './jpeg/jpeg-structure.ts';
import { loadSharp } from './load-sharp.ts';

/** What an image's header says of it, before it is decoded. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** Pixels in a row as people see it, after its EXIF orientation. */
  readonly width: number;
  /** Rows as people see them. */
  readonly height: number;
  readonly colours: 'grey' | 'rgb' | 'cmyk';
  readonly alpha: boolean;
  /** Its pixels are places in a list of colours. */
  readonly palette: boolean;
  /** Bits of a value in a pixel: fewer than 8 count as 8. */
  readonly bits: 8 | 16;
  /** Its EXIF orientation turns or mirrors it. */
  readonly oriented: boolean;
  /** Images in the file, of which the first is read. */
  readonly frames: number;
  /** A JPEG file of the usual kind; see `JpegStructure`. */
  readonly isUsualJpeg?: true;
}

/** An image that cannot be read: why, in words that go on after its name ("is cut off"). */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage';
}

/**
 * Reads an image's header. What it says is believed only in so far as it is not refused.
 *
 * @param pixelLimit the most pixels that an image may have
 * @throws UnreadableImage
 */
export async function readImageHeader(
  file: Buffer,
  format: ImageFormat,
  pixelLimit: number,
): Promise<ImageHeader> {
  const header =
    (format === 'BMP' && bmpHeader(file)) ||
    (format === 'JPEG' && usualJpegHeader(file)) ||
    (await sharpHeader(file, format));
  const pixels = header.width * header.height;
  if (pixels > pixelLimit) {
    throw new UnreadableImage(
      `has ${header.height} × ${header.width} pixels, more than the limit of ${pixelLimit.toLocaleString('en-US')} (setting: preparation.pixelLimit)`,
    );
  }
  return header;
}

function bmpHeader(file: Buffer): ImageHeader {
  try {
    const { width, height, channels, palette } = readBmpHeader(file);
    const plain = { format: 'BMP', bits: 8, oriented: false, frames: 1 } as const;
    const colours = channels === 1 ? 'grey' : 'rgb';
    return { ...plain, width, height, colours, alpha: channels === 4, palette };
  } catch (reason) {
    throw damaged('BMP', reason);
  }
}

/** The header of a JPEG file of the usual kind, read without a library; undefined of any other. */
export function usualJpegHeader(file: Buffer): ImageHeader | undefined {
  const structure = readJpegStructure(file);
  if (structure === undefined) return undefined;
  const colours = structure.components.length === 1 ? 'grey' : 'rgb';
  const plain = { alpha: false, palette: false, bits: 8, frames: 1 } as const;
  const oriented = structure.orientation > 1;
  return { format: 'JPEG', ...seenSize(structure), colours, ...plain, oriented, isUsualJpeg: true };
}

const COLOURS: Readonly<Record<string, ImageHeader['colours']>> = {
  'b-w': 'grey',
  grey16: 'grey',
  srgb: 'rgb',
  rgb: 'rgb',
  rgb16: 'rgb',
  cmyk: 'cmyk',
};

async function sharpHeader(file: Buffer, format: ImageFormat): Promise<ImageHeader> {
  const openWithSharp = await loadSharp();
  const metadata = await openWithSharp(file, { failOn: 'error', limitInputPixels: false })
    .metadata()
    .catch((reason: unknown) => {
      throw damaged(format, reason);
    });
  const { autoOrient, space, depth, channels, hasAlpha, isPalette, orientation, pages } = metadata;
  const colours = COLOURS[space];
  const bits = depth === 'uchar' ? 8 : depth === 'ushort' ? 16 : undefined;
  const expected = colours === 'grey' ? 1 : colours === 'rgb' ? 3 : 4;
  if (!colours || !bits || channels - (hasAlpha ? 1 : 0) !== expected) {
    throw new UnreadableImage(
      `has ${channels} channels (${space}) of the type ${depth}; save it as grey, RGB or CMYK of 8 or 16 bits`,
    );
  }
  return {
    format,
    width: autoOrient.width,
    height: autoOrient.height,
    colours,
    alpha: hasAlpha,
    palette: isPalette && format !== 'GIF',
    bits,
    oriented: (orientation ?? 1) > 1,
    frames: pages ?? 1,
  };
}

/**
 * The error of a file that its decoder refuses. The decoder's own words are kept as the cause only: those of files
 * that are decoded at once are mixed.
 */
export function damaged(format: ImageFormat, reason: unknown): UnreadableImage {
  return new UnreadableImage(`is a damaged or cut-off ${format} file`, { cause: reason });
}
