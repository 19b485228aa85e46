import { decodeImage } from './decode-image.ts';
import { type ImageFile, readImageFile } from './image-file.ts';
import { type ImageHeader, UnreadableImage } from './image-header.ts';
import { type ImagePreparation } from './image-preparation.ts';
import { inOrder } from '../in-order.ts';
import { reductionOf } from './jpeg/jpeg-sampler.ts';
import { FEWEST_FOR_THREADS, ImageThreads } from './threads/image-threads.ts';

/** A sample, or why there is none. */
export type DecodedFile = Uint8Array | UnreadableImage;

/** Groups of files that are under way at once: sharp decodes in the threads of libuv's pool, and JPEG files have their own. */
const GROUPS_AT_ONCE = 16;
/** An image takes up to 8 bytes a pixel while it is decoded. */
const PIXELS_AT_ONCE = 32_000_000;
/** Files of which a thread makes samples before it answers: far more would make its answer large. */
const FILES_IN_GROUP = 32;
const PIXELS_IN_GROUP = 4_000_000;

/**
 * Decodes files, several at once; what is broken is given as the error that it is, in its place.
 *
 * @throws DatasetError `storage` when a file cannot be read; `corrupt` when it has become another one
 */
export async function* decodeFiles(
  files: readonly ImageFile[],
  preparation: ImagePreparation,
): AsyncGenerator<DecodedFile> {
  const isReducible = ({ header }: ImageFile): boolean => mayBeReduced(header, preparation);
  const reducible = files.filter(isReducible).length;
  const threads = reducible < FEWEST_FOR_THREADS ? undefined : new ImageThreads();
  const groups = threads ? groupFiles(files, isReducible) : files.map((file) => [file]);
  const bounds = { items: GROUPS_AT_ONCE, weight: PIXELS_AT_ONCE, weightOf: pixelsOf };
  try {
    const decoded = inOrder(groups, bounds, (group) =>
      threads && isReducible(group[0]!)
        ? decodeInThread(threads, group, preparation)
        : Promise.all(group.map((file) => decodeFile(file, preparation))),
    );
    for await (const samples of decoded) yield* samples;
  } finally {
    await threads?.end();
  }
}

function mayBeReduced(header: ImageHeader, preparation: ImagePreparation): boolean {
  return header.isUsualJpeg === true && reductionOf(header, preparation) !== undefined;
}

/** Consecutive files that a thread can decode together; each of the others alone. */
function* groupFiles(
  files: readonly ImageFile[],
  isReducible: (file: ImageFile) => boolean,
): Generator<ImageFile[]> {
  let group: ImageFile[] = [];
  let pixels = 0;
  for (const file of files) {
    const together = isReducible(file);
    const added = pixelsOf([file]);
    const full = group.length === FILES_IN_GROUP || pixels + added > PIXELS_IN_GROUP;
    if (group.length > 0 && (full || !together)) {
      yield group;
      group = [];
      pixels = 0;
    }
    if (!together) {
      yield [file];
      continue;
    }
    group.push(file);
    pixels += added;
  }
  if (group.length > 0) yield group;
}

function pixelsOf(files: readonly ImageFile[]): number {
  return files.reduce((sum, { header }) => sum + header.width * header.height, 0);
}

/** What the thread does not make a sample of is looked at here, where what is wrong is said. */
async function decodeInThread(
  threads: ImageThreads,
  files: readonly ImageFile[],
  preparation: ImagePreparation,
): Promise<DecodedFile[]> {
  const asked = files.map(({ entry, status }) => ({ path: entry.path, status }));
  const answer = await threads.samples({ files: asked, preparation });
  const size = (answer?.values.length ?? 0) / files.length;
  const samples: DecodedFile[] = [];
  for (const [index, file] of files.entries()) {
    const made = answer?.made[index] === 1;
    samples.push(
      made
        ? answer.values.subarray(index * size, (index + 1) * size)
        : await decodeFile(file, preparation),
    );
  }
  return samples;
}

async function decodeFile(file: ImageFile, preparation: ImagePreparation): Promise<DecodedFile> {
  const bytes = await readImageFile(file);
  try {
    return await decodeImage(bytes, file.header, preparation);
  } catch (reason) {
    if (reason instanceof UnreadableImage) return reason;
    throw reason;
  }
}
