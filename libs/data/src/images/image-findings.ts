import type { Finding } from '../sources/raw-dataset.ts';
import type { FolderLayout } from './folder-layout.ts';
import type { ImageFile } from './image-file.ts';
import { promisedFormat } from './image-format.ts';
import type { ImageHeader } from './image-header.ts';
import { haveOneSize, type ImagePreparation, type ImageSize } from './image-preparation.ts';
import type { InspectedSplit } from './inspect-folder.ts';
import { countOf, listNames } from '../list-names.ts';
import { isText, textOfName } from './text-of-name.ts';
import { type FolderEntry, isHidden, type Unfollowed } from './walk-folder.ts';

/** What was not read in a folder, and why. */
export function findLeftOut(
  layout: FolderLayout,
  splits: readonly InspectedSplit[],
): readonly Finding[] {
  const hidden = layout.beside.filter(({ names }) => isHidden(names.at(-1)!));
  const beside = layout.beside.filter((entry) => !hidden.includes(entry));
  const unfollowed = (wanted: Unfollowed): readonly FolderEntry[] =>
    splits.flatMap(({ walk }) =>
      walk.unfollowed.filter(({ why }) => why === wanted).map(({ entry }) => entry),
    );
  return [
    leftOut(beside, 'lies beside the splits', 'lie beside the splits'),
    leftOut(
      [...hidden, ...unfollowed('hidden')],
      'is hidden or was left behind by a system',
      'are hidden or were left behind by a system',
    ),
    leftOut(
      splits.flatMap(({ others }) => others),
      'is no image',
      'are no images',
    ),
    leftOut(
      splits.flatMap(({ outside }) => outside),
      'is an image outside of the classes’ folders',
      'are images outside of the classes’ folders',
    ),
    leftOut(unfollowed('dangling'), 'is a link that leads nowhere', 'are links that lead nowhere'),
    leftOut(
      unfollowed('loop'),
      'is a link to a folder that holds it or is read already',
      'are links to folders that hold them or are read already',
    ),
    leftOut(unfollowed('special'), 'is a pipe, socket or device', 'are pipes, sockets or devices'),
  ].flat();
}

function leftOut(
  entries: readonly FolderEntry[],
  singular: string,
  plural: string,
): readonly Finding[] {
  const count = entries.length;
  if (count === 0) return [];
  const names = listNames(entries.map(({ shown }) => shown));
  const text =
    count === 1
      ? `${names} ${singular} and is left out.`
      : `${count} files or folders ${plural} and are left out: ${names}.`;
  return [{ kind: 'left-out', text, count }];
}

interface Change {
  readonly kind: Finding['kind'];
  readonly applies: (header: ImageHeader, to: ImagePreparation) => boolean;
  /** What follows the number of images; the plural serves for one, too. */
  readonly text: (to: ImagePreparation) => string;
}

const CHANGES: readonly Change[] = [
  {
    kind: 'changed',
    applies: ({ oriented }) => oriented,
    text: () => 'turned or mirrored as the EXIF orientation says',
  },
  {
    kind: 'changed',
    applies: ({ bits }) => bits === 16,
    text: () => '16 bits a value scaled to 8 (divided by 257)',
  },
  {
    kind: 'changed',
    applies: ({ colours }) => colours === 'cmyk',
    text: () => 'CMYK converted to RGB',
  },
  {
    kind: 'changed',
    applies: ({ alpha }) => alpha,
    text: ({ background }) =>
      `transparent pixels laid over the colour ${background.join(', ')} (setting: preparation.background)`,
  },
  {
    kind: 'changed',
    applies: ({ palette }) => palette,
    text: () => 'a palette replaced by its colours',
  },
  {
    kind: 'changed',
    applies: ({ colours }, { channels }) => colours === 'grey' && channels === 3,
    text: () => 'grey made RGB, because other training images have colours',
  },
  {
    kind: 'changed',
    applies: ({ colours }, { channels }) => colours !== 'grey' && channels === 1,
    text: () => 'colours made grey, as all training images are',
  },
  {
    kind: 'left-out',
    applies: ({ frames }) => frames > 1,
    text: () => 'several images in one file, of which the first is read',
  },
];

/** What happens to images before they are samples. */
export function findChanges(
  files: readonly ImageFile[],
  preparation: ImagePreparation,
  chosen: boolean,
): readonly Finding[] {
  const changes = CHANGES.flatMap(({ kind, applies, text }) => {
    const count = files.filter(({ header }) => applies(header, preparation)).length;
    if (count === 0) return [];
    return [{ kind, text: `${countOf(count, 'image')}: ${text(preparation)}.`, count }];
  });
  return [...changes, ...findResized(files, preparation, chosen)];
}

function findResized(
  files: readonly ImageFile[],
  preparation: ImagePreparation,
  chosen: boolean,
): readonly Finding[] {
  const headers = files.map(({ header }) => header);
  const { size } = preparation;
  const count = headers.filter((header) => !haveOneSize([header, size])).length;
  if (count === 0) return [];
  const areas = headers.toSorted((a, b) => a.height * a.width - b.height * b.width);
  const [smallest, largest] = [spellSize(areas[0]!), spellSize(areas.at(-1)!)];
  const range = smallest === largest ? smallest : `${smallest} to ${largest}`;
  const rule = chosen ? '' : ', the usual size in training (setting: preparation.size)';
  const text = `${countOf(count, 'image')} of ${files.length} (all: ${range}) ${describeResize(preparation, rule)}.`;
  return [{ kind: 'changed', text, count }];
}

/** @param rule why it is this size */
function describeResize({ size, fit, background }: ImagePreparation, rule: string): string {
  switch (fit) {
    case 'crop':
      return `scaled to cover ${spellSize(size)}${rule}, bilinear, and cropped at the centre`;
    case 'pad':
      return `scaled to lie within ${spellSize(size)}${rule}, bilinear, and padded with the colour ${background.join(', ')}`;
    case 'stretch':
      return `stretched to ${spellSize(size)}${rule}, bilinear`;
  }
}

/** Height and width, in the order of a shape. */
export function spellSize({ height, width }: ImageSize): string {
  return `${height} × ${width}`;
}

/** Names that say something else than the files are. */
export function findOddNames(files: readonly ImageFile[]): readonly Finding[] {
  const lying = files.filter(({ entry, header }) => {
    const promised = promisedFormat(textOfName(entry.names.at(-1)!));
    return promised !== undefined && promised !== header.format;
  });
  const untold = files.filter(({ entry }) => !entry.names.every(isText));
  const findings: Finding[] = [];
  if (lying.length > 0) {
    const names = lying.map(({ entry, header }) => `${entry.shown} (${header.format})`);
    findings.push({
      kind: 'recognised',
      text: `${countOf(lying.length, 'image')} of another format than the name says, read as what the first bytes say: ${listNames(names)}.`,
      count: lying.length,
    });
  }
  if (untold.length > 0) {
    findings.push({
      kind: 'warning',
      text: `${countOf(untold.length, 'image')} whose name is not UTF-8, read all the same: ${listNames(untold.map(({ entry }) => entry.shown))}.`,
      count: untold.length,
    });
  }
  return findings;
}

/** Folders that links put into two splits: what is measured on such a test set says nothing. */
export function findSharedFolders(splits: readonly InspectedSplit[]): readonly Finding[] {
  const seen = new Map<string, FolderEntry>();
  const shared: string[] = [];
  for (const { walk } of splits) {
    for (const [identity, folder] of walk.identities) {
      const other = seen.get(identity);
      if (other) shared.push(`${folder.shown} is ${other.shown}`);
      else seen.set(identity, folder);
    }
  }
  if (shared.length === 0) return [];
  const text = `The same images are in two splits, because of links: ${listNames(shared)}.`;
  return [{ kind: 'warning', text, count: shared.length }];
}
