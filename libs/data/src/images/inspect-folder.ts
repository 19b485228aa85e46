import type { SplitName } from '../splits.ts';
import type { ImageFile } from './image-file.ts';
import { promisedFormat } from './image-format.ts';
import { type OnImageProgress, throwIfCancelled } from './image-progress.ts';
import { inspectFiles } from './inspect-files.ts';
import { textOfName } from './text-of-name.ts';
import { type FolderEntry, type Walk, walkFolder } from './walk-folder.ts';

/** A file that cannot be used: its name and why, as the parts of a sentence. */
export interface UnreadableFile {
  readonly shown: string;
  readonly reason: string;
}

/** What the folder of a split holds. */
export interface InspectedSplit {
  readonly name: SplitName;
  readonly walk: Walk;
  /** Images in the folder of a class, in a fixed order. */
  readonly images: readonly ImageFile[];
  /** Images that lie in no class's folder. */
  readonly outside: readonly FolderEntry[];
  /** Files that neither are nor claim to be images. */
  readonly others: readonly FolderEntry[];
  readonly unreadable: readonly UnreadableFile[];
}

/** How files are looked at. */
export interface InspectOptions {
  readonly title: string;
  readonly pixelLimit: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnImageProgress | undefined;
}

/**
 * Walks the folders of the splits and reads the headers of all files in them.
 *
 * @throws DatasetError `storage` when something may not or cannot be read; `cancelled`
 */
export async function inspectSplits(
  folders: ReadonlyMap<SplitName, FolderEntry>,
  options: InspectOptions,
): Promise<readonly InspectedSplit[]> {
  const check = (): void => throwIfCancelled(options.signal, options.title);
  const walks: (readonly [SplitName, Walk])[] = [];
  for (const [name, folder] of folders) {
    walks.push([name, await walkFolder(folder.path, folder.shown, check)]);
  }
  const total = walks.reduce((sum, [, { files }]) => sum + files.length, 0);
  const progress = new FilesDone(total, options.onProgress);
  const inspected: InspectedSplit[] = [];
  for (const [name, walk] of walks) {
    inspected.push(await inspectSplit(name, walk, options, progress));
  }
  return inspected;
}

class FilesDone {
  #done = 0;
  readonly #total: number;
  readonly #onProgress: OnImageProgress | undefined;

  constructor(total: number, onProgress: OnImageProgress | undefined) {
    this.#total = total;
    this.#onProgress = onProgress;
  }

  add(): void {
    this.#onProgress?.({ stage: 'inspect', done: ++this.#done, total: this.#total });
  }
}

async function inspectSplit(
  name: SplitName,
  walk: Walk,
  { title, pixelLimit, signal }: InspectOptions,
  progress: FilesDone,
): Promise<InspectedSplit> {
  const images: ImageFile[] = [];
  const outside: FolderEntry[] = [];
  const others: FolderEntry[] = [];
  const unreadable: UnreadableFile[] = [];
  for await (const result of inspectFiles(walk.files, pixelLimit)) {
    throwIfCancelled(signal, title);
    progress.add();
    const entry = result.kind === 'image' ? result.file.entry : result.entry;
    const inClass = entry.names.length > 1;
    if (result.kind === 'image' && inClass) images.push(result.file);
    else if (result.kind === 'other' && !claimsImage(entry)) others.push(entry);
    else if (!inClass) outside.push(entry);
    else if (result.kind === 'other') {
      unreadable.push({ shown: entry.shown, reason: `is ${result.what}` });
    } else if (result.kind === 'unreadable') {
      unreadable.push({ shown: entry.shown, reason: result.reason });
    }
  }
  return { name, walk, images, outside, others, unreadable };
}

function claimsImage(entry: FolderEntry): boolean {
  return promisedFormat(textOfName(entry.names.at(-1)!)) !== undefined;
}
