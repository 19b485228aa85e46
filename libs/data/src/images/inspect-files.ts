import { type InspectedFile, inspectFile } from './image-file.ts';
import { inOrder } from '../in-order.ts';
import { FEWEST_FOR_THREADS, ImageThreads } from './threads/image-threads.ts';
import type { FolderEntry } from './walk-folder.ts';

/** Groups of files that are looked at at once; a group of one where there are no threads. */
const GROUPS_AT_ONCE = 8;
const FILES_IN_GROUP = 64;

/**
 * Looks at files, several at once, and gives what they are in their order.
 *
 * @throws DatasetError `storage` when one may not or cannot be read
 */
export async function* inspectFiles(
  entries: readonly FolderEntry[],
  pixelLimit: number,
): AsyncGenerator<InspectedFile> {
  const threads = entries.length < FEWEST_FOR_THREADS ? undefined : new ImageThreads();
  const size = threads ? FILES_IN_GROUP : 1;
  const groups = Array.from({ length: Math.ceil(entries.length / size) }, (_, index) =>
    entries.slice(index * size, (index + 1) * size),
  );
  const bounds = { items: GROUPS_AT_ONCE, weight: Infinity, weightOf: () => 0 };
  try {
    const inspected = inOrder(groups, bounds, (group) => inspectGroup(group, pixelLimit, threads));
    for await (const files of inspected) yield* files;
  } finally {
    await threads?.end();
  }
}

/** What is no usual JPEG file, which a thread knows, is looked at here. */
async function inspectGroup(
  entries: readonly FolderEntry[],
  pixelLimit: number,
  threads: ImageThreads | undefined,
): Promise<InspectedFile[]> {
  const paths = entries.map(({ path }) => path);
  const known = await threads?.headers({ paths, pixelLimit });
  const files: InspectedFile[] = [];
  for (const [index, entry] of entries.entries()) {
    const jpeg = known?.[index];
    files.push(
      jpeg ? { kind: 'image', file: { entry, ...jpeg } } : await inspectFile(entry, pixelLimit),
    );
  }
  return files;
}
