import { DatasetError } from '../dataset-error.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import type { ImageFile } from './image-file.ts';
import { UnreadableImage } from './image-header.ts';
import { DEFAULT_BACKGROUND, learnPreparation } from './image-preparation.ts';
import { type OnImageProgress, throwIfCancelled } from './image-progress.ts';
import { decodeFiles } from './decode-files.ts';
import type { InspectedSplit, UnreadableFile } from './inspect-folder.ts';
import { countOf, listNames } from '../list-names.ts';

/**
 * Decodes all files and gives those that are broken.
 *
 * @param files one or more
 * @throws DatasetError `storage` when a file cannot be read; `corrupt` when it has become another one; `cancelled`
 */
export async function listBroken(
  files: readonly ImageFile[],
  title: string,
  {
    signal,
    onProgress,
  }: {
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: OnImageProgress | undefined;
  },
): Promise<readonly UnreadableFile[]> {
  const headers = files.map(({ header }) => header);
  const preparation = learnPreparation(headers, { background: DEFAULT_BACKGROUND });
  const broken: UnreadableFile[] = [];
  let done = 0;
  for await (const sample of decodeFiles(files, preparation)) {
    throwIfCancelled(signal, title);
    const { shown } = files[done++]!.entry;
    if (sample instanceof UnreadableImage) broken.push({ shown, reason: sample.message });
    onProgress?.({ stage: 'check', done, total: files.length });
  }
  return broken;
}

/** The splits without the images of that name. */
export function withoutFiles(
  splits: readonly InspectedSplit[],
  broken: readonly UnreadableFile[],
): readonly InspectedSplit[] {
  const names = new Set(broken.map(({ shown }) => shown));
  return splits.map((split) => ({
    ...split,
    images: split.images.filter(({ entry }) => !names.has(entry.shown)),
  }));
}

/** The error that names what cannot be read. @param total files that there are in all */
export function refuseUnreadable(
  unreadable: readonly UnreadableFile[],
  total: number,
  title: string,
): DatasetError {
  const count = `${unreadable.length} of ${countOf(total, 'file')}`;
  return new DatasetError(
    'corrupt',
    `${title}: ${count} cannot be read as images: ${spell(unreadable)}; mend or remove them, or set dataset.unreadable to leave-out`,
  );
}

/** What is said of files that were left out because they cannot be read. */
export function leftOutUnreadable(
  unreadable: readonly UnreadableFile[],
  total: number,
): readonly Finding[] {
  const count = unreadable.length;
  if (count === 0) return [];
  const text = `Left out because they cannot be read as images, ${count} of ${countOf(total, 'file')}: ${spell(unreadable)}.`;
  return [{ kind: 'left-out', text, count }];
}

function spell(unreadable: readonly UnreadableFile[]): string {
  const inOrder = unreadable.toSorted((a, b) => (a.shown < b.shown ? -1 : 1));
  return listNames(inOrder.map(({ shown, reason }) => `${shown} ${reason}`));
}
