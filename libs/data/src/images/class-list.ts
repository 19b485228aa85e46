import { DatasetError } from '../dataset-error.ts';
import { ClassNames } from '../labels/class-names.ts';
import { naturalOrder } from '../labels/natural-order.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { classNameOf, quote } from './folder-layout.ts';
import type { ImageFile } from './image-file.ts';
import type { LabelledImage } from './image-split.ts';
import type { InspectedSplit } from './inspect-folder.ts';
import { countOf, listNames } from '../list-names.ts';
import { textOfName } from './text-of-name.ts';

/** What the caller allows. */
export interface ClassOptions {
  readonly title: string;
  readonly leaveOutEmptyClasses: boolean;
}

/** The classes of a dataset, and whatever is to be said of them. */
export interface ClassList {
  /** In natural order. */
  readonly classes: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Makes the classes of the training split's folders.
 *
 * @throws DatasetError `corrupt` when a folder has no image and is not left out, fewer than two are left, or two
 *   would have one name
 */
export function listClasses(train: InspectedSplit, options: ClassOptions): ClassList {
  const names = new ClassNames(options.title);
  const folders = train.walk.folders.map((folder) => textOfName(folder.names[0]!));
  const named = [...new Set(folders)].map((folder) => names.of(folder)).sort(naturalOrder);
  const filled = new Set(train.images.map(classOf));
  const empty = named.filter((name) => !filled.has(name));
  const findings: Finding[] = [];
  if (empty.length > 0) findings.push(leaveOutEmpty(empty, options));
  const classes = named.filter((name) => filled.has(name));
  if (classes.length < 2) throw tooFew(classes, options.title);
  return { classes, findings: [...findings, ...findTwins(classes)] };
}

/**
 * Gives each image of a split its label. Names that differ in Unicode's normal form only, as when a folder was copied from a Mac,
 * are one class when train has only one of them.
 *
 * @throws DatasetError `corrupt` when a class is not among those of train
 */
export function labelImages(
  split: InspectedSplit,
  classes: readonly string[],
  title: string,
): { readonly images: readonly LabelledImage[]; readonly findings: readonly Finding[] } {
  const labels = new Map(classes.map((name, label) => [name, label]));
  const mapped = new Map<string, string>();
  const unknown = new Set<string>();
  const images: LabelledImage[] = [];
  for (const file of split.images) {
    const name = classOf(file);
    const known = labels.has(name) ? name : onlyTwin(name, classes);
    if (known === undefined) {
      unknown.add(name);
      continue;
    }
    if (known !== name) mapped.set(name, known);
    images.push({ file, label: labels.get(known)! });
  }
  if (unknown.size > 0) throw onlyElsewhere(split, [...unknown], title);
  images.sort((a, b) => a.label - b.label); // Stable: within a class files stay in their order.
  const found = new Set(images.map(({ label }) => label));
  const missing = classes.filter((_, label) => !found.has(label));
  return { images, findings: [...mappedNames(split, mapped), ...missingClasses(split, missing)] };
}

function classOf({ entry }: ImageFile): string {
  return classNameOf(entry);
}

function leaveOutEmpty(empty: readonly string[], options: ClassOptions): Finding {
  const names = listNames(empty.map(quote));
  const count = empty.length;
  if (!options.leaveOutEmptyClasses) {
    const classes = count === 1 ? 'the class' : 'the classes';
    throw new DatasetError(
      'corrupt',
      `${options.title}: ${classes} ${names} ${count === 1 ? 'has' : 'have'} no training image; add images, remove the folder, or set dataset.emptyClasses to leave-out`,
    );
  }
  return {
    kind: 'left-out',
    text: `${countOf(count, 'class', 'classes')} without training images ${count === 1 ? 'is' : 'are'} left out: ${names}.`,
    count,
  };
}

function tooFew(classes: readonly string[], title: string): DatasetError {
  const found =
    classes.length === 0 ? 'no folder with images' : `the single class ${quote(classes[0]!)}`;
  return new DatasetError(
    'corrupt',
    `${title} holds ${found} to train on; training needs two classes or more, one folder of images each`,
  );
}

/** Names that look alike and are two classes. */
function findTwins(classes: readonly string[]): readonly Finding[] {
  const groups = Map.groupBy(classes, (name) => name.normalize('NFC'));
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({
      kind: 'warning' as const,
      text: `${countOf(group.length, 'class', 'classes')} look alike, ${quote(group[0]!)}, because their names are in different normal forms of Unicode; they are read as different classes.`,
      count: group.length,
    }));
}

function onlyTwin(name: string, classes: readonly string[]): string | undefined {
  const twins = classes.filter((known) => known.normalize('NFC') === name.normalize('NFC'));
  return twins.length === 1 ? twins[0] : undefined;
}

function onlyElsewhere(
  { name }: InspectedSplit,
  unknown: readonly string[],
  title: string,
): DatasetError {
  const one = unknown.length === 1;
  return new DatasetError(
    'corrupt',
    `${title}: the ${one ? 'class' : 'classes'} ${listNames(unknown.toSorted(naturalOrder).map(quote))} ${one ? 'is' : 'are'} in ${name} and not in train; add training images or remove the folder`,
  );
}

function mappedNames(
  { name }: InspectedSplit,
  mapped: ReadonlyMap<string, string>,
): readonly Finding[] {
  return [...mapped.values()].sort(naturalOrder).map((known) => ({
    kind: 'mapped' as const,
    text: `The class ${quote(known)} has a name in ${name} that is another normal form of Unicode; both are one class.`,
    count: 1,
  }));
}

function missingClasses({ name }: InspectedSplit, missing: readonly string[]): readonly Finding[] {
  if (missing.length === 0) return [];
  const one = missing.length === 1;
  const names = listNames(missing.map(quote));
  const text = `The ${one ? 'class' : 'classes'} ${names} ${one ? 'has' : 'have'} no image in ${name}.`;
  return [{ kind: 'warning', text, count: missing.length }];
}
