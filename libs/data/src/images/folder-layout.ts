import { DatasetError } from '../dataset-error.ts';
import type { SplitName } from '../splits.ts';
import { type FolderEntry, isHidden, listFolder, statusBehind } from './walk-folder.ts';
import { className } from '../labels/class-names.ts';
import { printable } from '../printable.ts';
import { textOfName } from './text-of-name.ts';

const SPLIT_FOLDERS: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  test: 'test',
  testing: 'test',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
};

/** Where the splits lie in a folder of images. */
export interface FolderLayout {
  /** `train` is first, and the whole folder when it is one tree of classes. */
  readonly splits: ReadonlyMap<SplitName, FolderEntry>;
  readonly oneTree: boolean;
  /** Folders and files beside the splits, which are not read. */
  readonly beside: readonly FolderEntry[];
}

/**
 * Finds out whether a folder holds `train/CLASS/…`, perhaps with `test` and `val`, `valid` or `validation` beside it, in whatever
 * case, or is one tree `CLASS/…`. A folder `train` without folders in it is a class among others.
 *
 * @throws DatasetError `missing` when it holds no folder, or a test set and nothing to train on; `corrupt` when two
 *   folders are the same split
 */
export async function findLayout(root: FolderEntry, title: string): Promise<FolderLayout> {
  await requireFolder(root, title);
  const folders = await foldersIn(root);
  if (folders.length === 0) {
    throw new DatasetError(
      'missing',
      `${title} holds no folders; images lie in one folder for each class, CLASS/… or train/CLASS/… and test/CLASS/…`,
    );
  }
  const splits = new Map<SplitName, FolderEntry>();
  for (const folder of folders) {
    const split = splitOf(folder);
    if (!split || (await foldersIn(folder)).length === 0) continue;
    const other = splits.get(split);
    if (other) throw sameSplit(title, other, folder, split);
    splits.set(split, folder);
  }
  if (splits.has('train')) {
    const read = new Set([...splits.values()].map(({ shown }) => shown));
    const beside = (await listFolder(root)).map(([entry]) => entry);
    return {
      splits: inOrder(splits),
      oneTree: false,
      beside: beside.filter(({ shown }) => !read.has(shown)),
    };
  }
  requireClasses(title, folders, splits);
  return { splits: new Map([['train', root]]), oneTree: true, beside: [] };
}

async function requireFolder(root: FolderEntry, title: string): Promise<void> {
  const status = await statusBehind(root);
  if (status?.isDirectory()) return;
  const found = status ? `${title} is a file` : `there is no ${title}`;
  throw new DatasetError('missing', `${found}; name the folder of the images`);
}

/** Whatever the order of the folders' names. */
function inOrder(splits: FolderLayout['splits']): FolderLayout['splits'] {
  const order = ['train', 'validation', 'test'];
  return new Map([...splits].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)));
}

function splitOf(folder: FolderEntry): SplitName | undefined {
  const name = textOfName(folder.names.at(-1)!).toLowerCase();
  return Object.hasOwn(SPLIT_FOLDERS, name) ? SPLIT_FOLDERS[name] : undefined;
}

async function foldersIn(folder: FolderEntry): Promise<readonly FolderEntry[]> {
  const folders: FolderEntry[] = [];
  for (const [entry, found] of await listFolder(folder)) {
    if (isHidden(found.name)) continue;
    const link = found.isSymbolicLink() ? await statusBehind(entry) : undefined;
    if (found.isDirectory() || link?.isDirectory()) folders.push(entry);
  }
  return folders;
}

/** One tree, or splits that were named or filled otherwise than anybody can read? */
function requireClasses(
  title: string,
  folders: readonly FolderEntry[],
  splits: ReadonlyMap<SplitName, FolderEntry>,
): void {
  const [other] = splits.values();
  if (other) {
    throw new DatasetError(
      'missing',
      `${title} holds ${other.shown} and no folder train with a folder for each class; put the training images into train/CLASS/…`,
    );
  }
  if (folders.every((folder) => splitOf(folder) !== undefined)) {
    const names = folders.map(({ shown }) => shown).join(' and ');
    throw new DatasetError(
      'corrupt',
      `${title}: ${names} hold no folders of classes; put the images into one folder for each class, train/CLASS/…`,
    );
  }
}

function sameSplit(
  title: string,
  first: FolderEntry,
  second: FolderEntry,
  split: SplitName,
): DatasetError {
  return new DatasetError(
    'corrupt',
    `${title} holds ${first.shown} and ${second.shown}, and both would be the ${split} split; keep one of them`,
  );
}

/** The user's own folder as an entry: names in it are shown without it. */
export function rootEntry(path: string): FolderEntry {
  return { names: [], path: Buffer.from(path), shown: '' };
}

/** A class's name: its folder's. */
export function classNameOf(folder: FolderEntry): string {
  return className(textOfName(folder.names[0]!));
}

/** A name in quotes, as a message's part. */
export function quote(name: string): string {
  return `"${printable(name)}"`;
}
