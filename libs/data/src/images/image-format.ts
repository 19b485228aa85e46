/** The formats of images that are read. */
export type ImageFormat = 'JPEG' | 'PNG' | 'GIF' | 'WebP' | 'BMP' | 'TIFF' | 'AVIF';

/** What the first bytes of a file say that it is. */
export type FileKind =
  | { readonly image: ImageFormat }
  /** Not an image that can be read: what it is, with an article. */
  | { readonly image?: undefined; readonly what: string };

/** So many bytes tell what a file is. */
export const START_BYTES = 64;

interface Signature {
  readonly at?: number;
  readonly bytes: string;
  readonly kind: FileKind;
}

/** The first that fits counts. Bytes are written in Latin-1. */
const SIGNATURES: readonly Signature[] = [
  { bytes: '\xff\xd8\xff', kind: { image: 'JPEG' } },
  { bytes: '\x89PNG\r\n\x1a\n', kind: { image: 'PNG' } },
  { bytes: 'GIF87a', kind: { image: 'GIF' } },
  { bytes: 'GIF89a', kind: { image: 'GIF' } },
  { bytes: 'II*\0', kind: { image: 'TIFF' } },
  { bytes: 'MM\0*', kind: { image: 'TIFF' } },
  { bytes: 'II+\0', kind: { image: 'TIFF' } },
  { bytes: 'MM\0+', kind: { image: 'TIFF' } },
  { bytes: '\0\0\0\x0cJXL ', kind: { what: 'a JPEG XL image' } },
  { bytes: '\xff\x0a', kind: { what: 'a JPEG XL image' } },
  { bytes: '\0\0\0\x0cjP  ', kind: { what: 'a JPEG 2000 image' } },
  { bytes: '8BPS', kind: { what: 'a Photoshop document' } },
  { bytes: '\0\0\x01\0', kind: { what: 'an icon' } },
  { bytes: '%PDF', kind: { what: 'a PDF document' } },
  { bytes: 'PK\x03\x04', kind: { what: 'a ZIP archive' } },
  { bytes: '\x1f\x8b', kind: { what: 'a gzip archive' } },
  {
    bytes: 'version https://git-lfs',
    kind: { what: 'a Git LFS pointer, whose file was not fetched' },
  },
];

/** Tells what a file is from its first {@link START_BYTES} bytes; its name does not count. */
export function recogniseFile(start: Uint8Array): FileKind {
  const text = Buffer.from(start.subarray(0, START_BYTES)).toString('latin1');
  const signature = SIGNATURES.find(({ bytes }) => text.startsWith(bytes));
  if (signature) return signature.kind;
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return { image: 'WebP' };
  if (isBmp(start, text)) return { image: 'BMP' };
  if (text.startsWith('ftyp', 4)) return recogniseContainer(text);
  return { what: describeOther(text) };
}

/** "BM" alone could begin a text: the size of the second header must be one that exists. */
function isBmp(start: Uint8Array, text: string): boolean {
  if (!text.startsWith('BM') || start.length < 18) return false;
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(Buffer.from(start).readUInt32LE(14));
}

/** ISO base media (ISO/IEC 14496-12): the brands say which kind of image or film. */
function recogniseContainer(text: string): FileKind {
  const brands = text.slice(8, Math.max(16, text.charCodeAt(3)));
  if (/avif|avis/.test(brands)) return { image: 'AVIF' };
  return { what: /hei[cmsx]|hev[cmsx]|mif1/.test(brands) ? 'an HEIC image' : 'a film' };
}

function describeOther(text: string): string {
  if (text === '') return 'an empty file';
  if (/^\0+$/.test(text)) return 'a file of zeros';
  if (/^P[1-7]\s/.test(text)) return 'a PNM image';
  const visible = text
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  if (/^(<!doctype html|<html|<head|<body)/.test(visible)) return 'an HTML page';
  if (/^<svg/.test(visible)) return 'an SVG drawing';
  if (/^<\?xml/.test(visible)) return 'an XML document';

  return /[\0-\x08\x0e-\x1a]/.test(text) ? 'of an unknown format' : 'a text';
}

const EXTENSIONS: Readonly<Record<string, ImageFormat | ''>> = {
  jpg: 'JPEG',
  jpeg: 'JPEG',
  jpe: 'JPEG',
  jfif: 'JPEG',
  png: 'PNG',
  apng: 'PNG',
  gif: 'GIF',
  webp: 'WebP',
  bmp: 'BMP',
  dib: 'BMP',
  tif: 'TIFF',
  tiff: 'TIFF',
  avif: 'AVIF',
  // What no reader is here for, and whoever put it there took for an image.
  ...Object.fromEntries(
    'heic heif jxl jp2 j2k svg ppm pgm pbm pnm psd ico'.split(' ').map((name) => [name, '']),
  ),
};

/**
 * The format that a name promises; an empty text when it is one that cannot be read; undefined when
 * the name does not promise an image.
 */
export function promisedFormat(name: string): ImageFormat | '' | undefined {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
}
