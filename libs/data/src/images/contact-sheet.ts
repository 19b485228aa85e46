import { DatasetError } from '../dataset-error.ts';
import type { SampleKind, SampleValues } from '../sample.ts';
import { loadSharp } from './load-sharp.ts';

/** What a contact sheet says of a dataset. */
export interface SheetDataset {
  readonly classes: readonly string[];
  /** [height, width, channels], 1 to 4 channels. */
  readonly sample: SampleKind;
}

/** A sample that may be drawn. */
export interface SheetSample {
  readonly label: number;
  readonly values: SampleValues;
}

/** The most classes and samples of each that are drawn; what is beyond is counted. */
export const SHEET_CLASSES = 20;
export const SHEET_SAMPLES = 10;

/** Small pictures are enlarged by a whole number up to this side, and large ones scaled down to it. */
const SIDE = 96;
const GAP = 6;
const TEXT_HEIGHT = 18;
const NAME_LENGTH = 60;

/**
 * Draws samples of images: a row for each class, its name above it.
 *
 * @param samples of any classes, in any order
 * @returns a PNG file
 * @throws DatasetError `corrupt` when samples are no images; `unavailable` without sharp
 */
export async function contactSheet(
  { classes, sample }: SheetDataset,
  samples: readonly SheetSample[],
): Promise<Buffer> {
  const [height = 0, width = 0, channels = 0] = sample.shape;
  if (sample.shape.length !== 3 || channels < 1 || channels > 4) {
    const shape = sample.shape.join(' × ');
    throw new DatasetError('corrupt', `samples of ${shape} are no pictures and cannot be drawn`);
  }
  const openWithSharp = await loadSharp();
  const cell = cellSize(width, height);
  const toByte = byteScale(samples);
  const rowHeight = TEXT_HEIGHT + cell.height + GAP;
  const rows = classes.slice(0, SHEET_CLASSES).map((name, label) => {
    const own = samples.filter((each) => each.label === label).slice(0, SHEET_SAMPLES);
    return { name, own };
  });
  const columns = Math.max(1, ...rows.map(({ own }) => own.length));
  const sheetWidth = Math.max(360, GAP + columns * (cell.width + GAP));
  const more = classes.length - rows.length;
  const sheetHeight = rows.length * rowHeight + (more > 0 ? TEXT_HEIGHT + GAP : 0);
  const pictures = rows.flatMap(({ own }, row) =>
    own.map(async ({ values }, column) => ({
      input: await openWithSharp(Uint8Array.from(values, toByte), {
        raw: { width, height, channels: channels as 1 | 2 | 3 | 4 },
      })
        .resize(cell.width, cell.height, {
          fit: 'fill',
          kernel: cell.enlarged ? 'nearest' : 'linear',
        })
        .png()
        .toBuffer(),
      left: GAP + column * (cell.width + GAP),
      top: row * rowHeight + TEXT_HEIGHT,
    })),
  );
  const lines = rows.map(({ name }, row) => ({ text: shorten(name), y: row * rowHeight + 14 }));
  if (more > 0) lines.push({ text: `and ${more} more classes`, y: rows.length * rowHeight + 14 });
  const white = new Uint8Array(sheetWidth * sheetHeight * 3).fill(255);
  return openWithSharp(white, { raw: { width: sheetWidth, height: sheetHeight, channels: 3 } })
    .composite([
      { input: drawText(lines, sheetWidth, sheetHeight), left: 0, top: 0 },
      ...(await Promise.all(pictures)),
    ])
    .png()
    .toBuffer();
}

function cellSize(width: number, height: number) {
  const longest = Math.max(width, height);
  const enlarged = longest <= SIDE;
  const scale = enlarged ? Math.floor(SIDE / longest) : SIDE / longest;
  const scaled = (side: number): number => Math.max(1, Math.round(side * scale));
  return { enlarged, width: scaled(width), height: scaled(height) };
}

/** Bytes stay; other numbers are spread over the bytes, from the lowest to the highest that is drawn. */
function byteScale(samples: readonly SheetSample[]): (value: number) => number {
  if (samples.every(({ values }) => values instanceof Uint8Array)) {
    const isBinary = samples.every(({ values }) => values.every((value) => value <= 1));
    return (value) => (isBinary ? value * 255 : value);
  }
  let low = Infinity;
  let high = -Infinity;
  for (const { values } of samples) {
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return (value) => Math.round((255 * (value - low)) / (high - low || 1));
}

function shorten(name: string): string {
  const letters = [...name];
  return letters.length <= NAME_LENGTH ? name : `${letters.slice(0, NAME_LENGTH - 1).join('')}…`;
}

function drawText(
  lines: readonly { readonly text: string; readonly y: number }[],
  width: number,
  height: number,
): Buffer {
  const texts = lines.map(({ text, y }) => `<text x="${GAP}" y="${y}">${escapeXml(text)}</text>`);
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="13" fill="#222">${texts.join('')}</svg>`,
  );
}

/** XML knows no control characters, not even escaped. */
function escapeXml(text: string): string {
  return text
    .replace(/[\0-\x1f\x7f\ufffe\uffff]/g, '\ufffd')
    .replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
