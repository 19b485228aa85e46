import { decodeImage } from '../images/decode-image.ts';
import { type ImageHeader, UnreadableImage } from '../images/image-header.ts';
import { DEFAULT_BACKGROUND, learnPreparation } from '../images/image-preparation.ts';
import { inOrder } from '../in-order.ts';
import type { UnreadableFile } from '../images/inspect-folder.ts';
import { headerOf } from '../images/read-image.ts';
import type { LabelValue } from '../labels/label-values.ts';
import { emptyLabel } from '../tables/label-reader.ts';
import type { PictureRow, PictureTable } from './picture-table.ts';

/** Rows whose pictures are in memory at once. */
const ROWS_AT_ONCE = 64;
const WORKED_ON_AT_ONCE = { items: 8, weight: Infinity, weightOf: () => 0 };

/** A table's pictures that are used, without their pixels. */
export interface InspectedPictures {
  /** The places of rows that are used, from 0, rising. */
  readonly rows: readonly number[];
  readonly labels: readonly LabelValue[];
  /** What the user knows these pictures by. */
  readonly names: readonly string[];
  readonly headers: readonly ImageHeader[];
  readonly unreadable: readonly UnreadableFile[];
  readonly withoutLabel: number;
}

/** How pictures are looked at. */
export interface InspectOptions {
  readonly pixelLimit: number;
  /** Whether each is decoded, too, so that broken ones are found. */
  readonly decodes: boolean;
  readonly missingLabels: 'refuse' | 'leave-out';
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (() => void) | undefined;
}

/**
 * Reads the headers of a table's pictures.
 *
 * @throws DatasetError `corrupt` for a row without a label that is not to be left out
 */
export async function inspectPictures(
  table: PictureTable,
  options: InspectOptions,
): Promise<InspectedPictures> {
  const rows: number[] = [];
  const labels: LabelValue[] = [];
  const names: string[] = [];
  const headers: ImageHeader[] = [];
  const unreadable: UnreadableFile[] = [];
  let withoutLabel = 0;
  const inspected = workOn(table.rows(options.signal), async (row) => {
    if (row.label === '') return undefined;
    return asResult(() => inspect(row, options));
  });
  for await (const { row, place, result } of inspected) {
    options.onProgress?.();
    if (result === undefined) {
      if (options.missingLabels === 'refuse') throw emptyLabel(row.where, table.target);
      withoutLabel += 1;
    } else if (result instanceof UnreadableImage) {
      unreadable.push({ shown: row.where, reason: result.message });
    } else {
      rows.push(place);
      labels.push(row.label);
      names.push(row.name);
      headers.push(result);
    }
  }
  return { rows, labels, names, headers, unreadable, withoutLabel };
}

/** Works on rows, several at once, and gives the results in their order. */
export async function* workOn<Result>(
  rows: AsyncIterable<PictureRow>,
  work: (row: PictureRow, place: number) => Promise<Result>,
): AsyncGenerator<{ readonly row: PictureRow; readonly place: number; readonly result: Result }> {
  let batch: PictureRow[] = [];
  let first = 0;
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < ROWS_AT_ONCE) continue;
    yield* worked(batch, first);
    first += batch.length;
    batch = [];
  }
  yield* worked(batch, first);

  async function* worked(batch: readonly PictureRow[], first: number) {
    const items = batch.map((row, at) => ({ row, place: first + at }));
    const results = inOrder(items, WORKED_ON_AT_ONCE, ({ row, place }) => work(row, place));
    let at = 0;
    for await (const result of results) yield { ...items[at++]!, result };
  }
}

/** What is broken as the error that it is, in its place. */
export async function asResult<Result>(
  action: () => Promise<Result>,
): Promise<Result | UnreadableImage> {
  try {
    return await action();
  } catch (reason) {
    if (reason instanceof UnreadableImage) return reason;
    throw reason;
  }
}

async function inspect(
  row: PictureRow,
  { pixelLimit, decodes }: InspectOptions,
): Promise<ImageHeader> {
  const bytes = await row.load();
  const header = await headerOf(bytes, pixelLimit);
  if (decodes) {
    const preparation = learnPreparation([header], { background: DEFAULT_BACKGROUND });
    await decodeImage(bytes, header, preparation);
  }
  return header;
}
