import type { OwnDataOptions } from '../dataset-source.ts';
import { DatasetError } from '../dataset-error.ts';
import { DEFAULT_PIXEL_LIMIT } from '../images/decode-image.ts';
import { findChanges, spellSize } from '../images/image-findings.ts';
import {
  type Colour,
  DEFAULT_BACKGROUND,
  type ImagePreparation,
  learnPreparation,
  sampleOf,
} from '../images/image-preparation.ts';
import { leftOutUnreadable, refuseUnreadable } from '../images/unreadable-files.ts';
import { mapLabels } from '../labels/map-labels.ts';
import { countOf } from '../list-names.ts';
import type { Finding, RawDataset } from '../sources/raw-dataset.ts';
import { drawTraining } from '../sources/training-draw.ts';
import { mapSplits, type SplitName, type Splits } from '../splits.ts';
import { quoted } from '../tables/quoted.ts';
import type { TableOptions } from '../tables/table-options.ts';
import { inspectPictures, type InspectedPictures } from './inspect-pictures.ts';
import { openParquetPictures } from './parquet-pictures.ts';
import { openPathPictures } from './path-pictures.ts';
import { findPictureFiles } from './picture-files.ts';
import { PictureSplit } from './picture-split.ts';
import type { PictureTable } from './picture-table.ts';

/** A split's table, and what was found in it. */
interface OpenedSplit extends InspectedPictures {
  readonly table: PictureTable;
}

/**
 * Opens tables that hold pictures, or the paths of pictures, and looks at all of them. A broken picture ends the reading with an
 * error that names all broken ones.
 *
 * @returns undefined when the training table has no column of pictures
 * @throws DatasetError of any code but `unavailable`
 */
export async function openPictureDataset(
  path: string,
  options: OwnDataOptions,
): Promise<RawDataset | undefined> {
  const opened: { -readonly [Split in SplitName]?: OpenedSplit } = {};
  let done = 0;
  for (const [split, files] of await findPictureFiles(path)) {
    const table = await openTables(files, tableOptions(options));
    if (!table && split === 'train') return undefined;
    if (!table) throw noPictures(files[0]!);
    const inspected = await inspectPictures(table, {
      pixelLimit: options.pixelLimit ?? DEFAULT_PIXEL_LIMIT,
      decodes: options.unreadable === 'leave-out',
      missingLabels: options.missingLabels ?? 'refuse',
      signal: options.signal,
      onProgress: () => options.onProgress?.({ done: ++done, total: done }),
    });
    opened[split] = { ...inspected, table };
  }
  return describe(opened as Splits<OpenedSplit>, options);
}

async function describe(
  opened: Splits<OpenedSplit>,
  { unreadable, size, background, resize, pixelLimit, shares }: OwnDataOptions,
): Promise<RawDataset> {
  const splits = Object.values(opened);
  const broken = splits.flatMap((split) => split.unreadable);
  const total = splits.reduce((sum, { headers }) => sum + headers.length, broken.length);
  if (broken.length > 0 && unreadable !== 'leave-out') {
    throw refuseUnreadable(broken, total, opened.train.table.source);
  }
  const mapped = await mapLabels(
    mapSplits(opened, ({ table, labels }) => ({
      source: `column ${quoted(table.target)} of ${table.source}`,
      samples: labels.length,
      values: async function* () {
        yield await Promise.resolve(labels);
      },
    })),
  );
  const { labelNames } = opened.train.table;
  const classes = labelNames
    ? mapped.classes.map((label) => nameOf(label, labelNames))
    : mapped.classes;
  const parts = drawTraining(mapped.labels.train, classes, opened, shares);
  const learnt = opened.train.headers.filter((_, at) => parts[at] === 'train');
  const [height, width] = size ?? [];
  const preparation = learnPreparation(learnt, {
    ...(height && width && { size: { height, width } }),
    background: (background as Colour | undefined) ?? DEFAULT_BACKGROUND,
    resize,
  });
  return {
    sample: sampleOf(preparation),
    divisor: 255,
    classes,
    preparation,
    readsElsewhere: splits.some(({ table }) => table.namesFiles),
    splits: mapSplits(
      opened,
      (pictures, split) =>
        new PictureSplit(pictures.table, pictures, mapped.labels[split]!, preparation, pixelLimit),
    ),
    findings: [
      ...splits.flatMap(({ table }) => table.findings),
      recognised(preparation, total - broken.length),
      ...mapped.findings,
      ...leftOutUnreadable(broken, total),
      ...leftOutLabels(splits),
      ...findChanges(splits.flatMap(imagesOf), preparation, size !== undefined),
    ],
  };
}

async function openTables(
  files: readonly string[],
  options: TableOptions,
): Promise<PictureTable | undefined> {
  const isParquet = files.every((file) => file.toLowerCase().endsWith('.parquet'));
  const inside = isParquet ? await openParquetPictures(files, options) : undefined;
  return inside ?? (files.length === 1 ? openPathPictures(files[0]!, options) : undefined);
}

function tableOptions({ target, header, leaveOut, signal }: OwnDataOptions): TableOptions {
  return {
    ...(target !== undefined && { target }),
    ...(header !== undefined && { header }),
    ...(leaveOut && { leaveOut }),
    ...(signal && { signal }),
  };
}

function recognised(preparation: ImagePreparation, count: number): Finding {
  const colours = preparation.channels === 1 ? 'grey' : 'RGB';
  const text = `Each of ${countOf(count, 'picture')} becomes ${spellSize(preparation.size)} pixels, ${colours}.`;
  return { kind: 'recognised', text, count };
}

function imagesOf({ table, headers }: OpenedSplit) {
  return headers.map((header) => ({
    header,
    entry: { names: [], path: Buffer.alloc(0), shown: table.source },
    status: { size: 0, mtimeMs: 0 },
  }));
}

function leftOutLabels(splits: readonly OpenedSplit[]): readonly Finding[] {
  const count = splits.reduce((sum, { withoutLabel }) => sum + withoutLabel, 0);
  if (count === 0) return [];
  const text = `${countOf(count, 'row')} without a label ${count === 1 ? 'is' : 'are'} left out.`;
  return [{ kind: 'left-out', text, count }];
}

function nameOf(label: string, names: readonly string[]): string {
  const name = names[Number(label)];
  if (name !== undefined) return name;
  throw new DatasetError(
    'corrupt',
    `the label ${label} has no name: the file's metadata names ${names.length} classes`,
  );
}

function noPictures(path: string): DatasetError {
  return new DatasetError(
    'corrupt',
    `${path} has no column of pictures, as the training table has`,
  );
}
