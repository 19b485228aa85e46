import { DatasetError } from '../dataset-error.ts';
import { sampleSize } from '../sample.ts';
import type { Finding, RawDataset } from '../sources/raw-dataset.ts';
import { drawTraining } from '../sources/training-draw.ts';
import type { SplitShares } from '../split-draw.ts';
import type { SplitName } from '../splits.ts';
import { labelImages, listClasses } from './class-list.ts';
import { DEFAULT_PIXEL_LIMIT } from './decode-image.ts';
import { findLayout, type FolderLayout, rootEntry } from './folder-layout.ts';
import {
  findChanges,
  findLeftOut,
  findOddNames,
  findSharedFolders,
  spellSize,
} from './image-findings.ts';
import {
  type Colour,
  DEFAULT_BACKGROUND,
  type ImagePreparation,
  type ImageSize,
  learnPreparation,
  type Resize,
  sampleOf,
} from './image-preparation.ts';
import type { OnImageProgress } from './image-progress.ts';
import { ImageSplit, type LabelledImage } from './image-split.ts';
import { type InspectedSplit, inspectSplits } from './inspect-folder.ts';
import { countOf } from '../list-names.ts';
import { printable } from '../printable.ts';
import {
  leftOutUnreadable,
  listBroken,
  refuseUnreadable,
  withoutFiles,
} from './unreadable-files.ts';

/** How a folder of images is read. */
export interface ImageFolderOptions {
  /**
   * The size of every sample. Default: that of the training images when they have one, else their median height and width,
   * at most 256.
   */
  readonly size?: ImageSize | undefined;
  /** How images of other proportions get that size. Default `crop`. */
  readonly resize?: Resize | undefined;
  /** The colour that transparent pixels are laid over, and that is around padded images. Default white. */
  readonly background?: Colour | undefined;
  /** The most pixels of an image; larger ones are not decoded. Default 100,000,000. */
  readonly pixelLimit?: number | undefined;
  /** Leaves out what cannot be read, after all files were tried, which takes as long as reading them. Default: it is refused. */
  readonly leaveOutUnreadable?: boolean | undefined;
  /** Leaves out classes without a training image. Default: they are refused. */
  readonly leaveOutEmptyClasses?: boolean | undefined;
  /** What will be drawn of the training images, if the folder has no such split: nothing is learnt of it. Default: nothing. */
  readonly shares?: SplitShares | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnImageProgress | undefined;
}

/** A folder of images, and how an image elsewhere becomes a sample of the same kind. */
export interface ImageFolder extends RawDataset {
  readonly preparation: ImagePreparation;
  /** The data are one tree of classes, all of it in `train`, which is yet to be split. */
  readonly oneTree: boolean;
}

/** The highest value of a channel. */
const LARGEST_BYTE = 255;

/** A sample with more values than an image of 1024 × 1024 in RGB hardly fits any network. */
const LARGE_SAMPLE_VALUES = 1024 * 1024 * 3;

/**
 * Opens a folder of images, `train/CLASS/…` with `test` and `val`, `valid` or `validation` beside it or not, or one tree
 * `CLASS/…`: finds the files, reads their headers, and settles classes, size and channels. Images are decoded when
 * they are read; a broken one ends that with an error that names all broken ones.
 *
 * @throws DatasetError of any code but `unavailable`
 */
export async function openImageFolder(
  path: string,
  options: ImageFolderOptions = {},
): Promise<ImageFolder> {
  const title = printable(path);
  const layout = await findLayout(rootEntry(path), title);
  const found = await inspectSplits(layout.splits, {
    title,
    pixelLimit: options.pixelLimit ?? DEFAULT_PIXEL_LIMIT,
    signal: options.signal,
    onProgress: options.onProgress,
  });
  const { splits, findings } = await withoutUnreadable(found, title, options);
  const [train] = splits;
  const list = listClasses(train!, {
    title,
    leaveOutEmptyClasses: options.leaveOutEmptyClasses ?? false,
  });
  const labelled = splits.map((split) => ({
    split,
    ...labelImages(split, list.classes, title),
  }));
  const preparation = preparationOf(labelled, list.classes, options);
  const files = splits.flatMap(({ images }) => images);
  return {
    sample: sampleOf(preparation),
    divisor: LARGEST_BYTE,
    classes: list.classes,
    preparation,
    oneTree: layout.oneTree,
    splits: readable(labelled, preparation, title, options),
    findings: [
      recognised(layout, splits, list.classes.length, preparation),
      ...findOddNames(files),
      ...findLeftOut(layout, splits),
      ...findings,
      ...list.findings,
      ...labelled.flatMap((each) => each.findings),
      ...findSharedFolders(splits),
      ...findChanges(files, preparation, options.size !== undefined),
      ...findLargeSample(preparation),
    ],
  };
}

/** Learns it of the training images that stay in training. `train` is first, whatever the order of its folder's name. */
function preparationOf(
  labelled: readonly LabelledSplit[],
  classes: readonly string[],
  { size, background = DEFAULT_BACKGROUND, resize, shares }: ImageFolderOptions,
): ImagePreparation {
  const { images } = labelled[0]!;
  const labels = Int32Array.from(images, ({ label }) => label);
  const splits = Object.fromEntries(labelled.map(({ split }) => [split.name, split]));
  const parts = drawTraining(labels, classes, splits, shares);
  const headers = images.map(({ file }) => file.header);
  const learnt = headers.filter((_, index) => parts[index] === 'train');
  return learnPreparation(learnt, { size, background, resize });
}

/** Without the files that cannot be read when they may be left out; else it is an error that names all of them. */
async function withoutUnreadable(
  found: readonly InspectedSplit[],
  title: string,
  options: ImageFolderOptions,
): Promise<{ readonly splits: readonly InspectedSplit[]; readonly findings: readonly Finding[] }> {
  const unreadable = found.flatMap((split) => split.unreadable);
  const files = found.flatMap(({ images }) => images);
  if (files.length === 0 || (unreadable.length === 0 && !options.leaveOutUnreadable)) {
    if (unreadable.length > 0) throw refuseUnreadable(unreadable, unreadable.length, title);
    return { splits: found, findings: [] };
  }
  const broken = await listBroken(files, title, options);
  const all = [...unreadable, ...broken];
  const total = files.length + unreadable.length;
  if (!options.leaveOutUnreadable) throw refuseUnreadable(all, total, title);
  return { splits: withoutFiles(found, broken), findings: leftOutUnreadable(all, total) };
}

interface LabelledSplit {
  readonly split: InspectedSplit;
  readonly images: readonly LabelledImage[];
}

function readable(
  labelled: readonly LabelledSplit[],
  preparation: ImagePreparation,
  title: string,
  { onProgress }: ImageFolderOptions,
): RawDataset['splits'] {
  const files = labelled.flatMap(({ images }) => images.map(({ file }) => file));
  const onUnreadable = async (signal: AbortSignal | undefined): Promise<never> => {
    const broken = await listBroken(files, title, { signal, onProgress });
    throw refuseUnreadable(broken, files.length, title);
  };
  const options = { title, preparation, onProgress, onUnreadable };
  const splits = new Map<SplitName, ImageSplit>();
  for (const { split, images } of labelled) {
    if (images.length === 0) throw emptySplit(split.name, title);
    splits.set(split.name, new ImageSplit(images, options));
  }
  const { train, ...others } = Object.fromEntries(splits);
  return { train: train!, ...others };
}

function emptySplit(name: SplitName, title: string): DatasetError {
  return new DatasetError(
    'corrupt',
    `${title}: ${name} holds no image in a class's folder; add images or remove the folder`,
  );
}

function recognised(
  { oneTree }: FolderLayout,
  splits: readonly InspectedSplit[],
  classes: number,
  preparation: ImagePreparation,
): Finding {
  const count = splits.reduce((sum, { images }) => sum + images.length, 0);
  const parts = splits.map(({ name, images }) => `${images.length} in ${name}`).join(', ');
  const where = oneTree
    ? 'in one tree, which is not split yet'
    : `with splits of their own, ${parts}`;
  const colours = preparation.channels === 1 ? 'grey' : 'RGB';
  return {
    kind: 'recognised',
    text: `A folder of ${countOf(count, 'image')} of ${classes} classes ${where}; each becomes ${spellSize(preparation.size)} pixels, ${colours}.`,
    count,
  };
}

function findLargeSample(preparation: ImagePreparation): readonly Finding[] {
  const values = sampleSize(sampleOf(preparation).shape);
  if (values <= LARGE_SAMPLE_VALUES) return [];
  const megabytes = Math.round(values / 1e6);
  const text = `A sample of ${spellSize(preparation.size)} pixels has ${megabytes} MB; the setting preparation.size makes it smaller.`;
  return [{ kind: 'warning', text }];
}
