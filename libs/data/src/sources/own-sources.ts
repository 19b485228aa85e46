import type { OwnSource } from '../dataset-source.ts';
import type { Splits } from '../splits.ts';
import type { SplitKeys } from '../array-sets/choose-arrays.ts';
import type { Colour } from '../images/image-preparation.ts';

/**
 * The kinds of files that users have. Their readers are loaded when one is opened, since their packages
 * would delay the start of every command.
 */
export const OWN_SOURCES: readonly OwnSource[] = [
  {
    name: 'images',
    title: 'a folder of images',
    note: 'a folder of pictures',
    async openFiles(path, { unreadable, emptyClasses, size, background, ...options }) {
      const { openImageFolder } = await import('../images/open-image-folder.ts');
      const [height, width] = size ?? [];
      return openImageFolder(path, {
        ...options,
        size: height && width ? { height, width } : undefined,
        background: background as Colour | undefined,
        leaveOutUnreadable: unreadable === 'leave-out',
        leaveOutEmptyClasses: emptyClasses === 'leave-out',
      });
    },
  },
  {
    name: 'arrays',
    title: 'arrays',
    note: 'NPZ, NPY or IDX files',
    async openFiles(path, { layout, keys, signal, onProgress }) {
      const { openArrayDataset } = await import('../array-sets/open-array-dataset.ts');
      return openArrayDataset(path, {
        ...(layout && { layout }),
        ...(keys && { keys: keys as Splits<SplitKeys> }),
        signal,
        onProgress: ({ readRows, totalRows }) => onProgress?.({ done: readRows, total: totalRows }),
      });
    },
  },
  {
    name: 'tables',
    title: 'tables',
    note: 'CSV or Parquet files',
    async openFiles(path, options) {
      const { openPictureDataset } = await import('../picture-tables/open-picture-dataset.ts');
      const pictures = await openPictureDataset(path, options);
      if (pictures) return pictures;
      const { target, header, categories, leaveOut, missingLabels, shares, signal } = options;
      const { openTableDataset } = await import('../tables/open-table-dataset.ts');
      return openTableDataset(path, {
        ...(target !== undefined && { target }),
        ...(header !== undefined && { header }),
        ...(categories && { categories }),
        ...(leaveOut && { leaveOut }),
        ...(missingLabels && { missingLabels }),
        ...(shares && { shares }),
        ...(signal && { signal }),
      });
    },
  },
  {
    name: 'cifar100',
    title: 'CIFAR-100',
    note: 'its binary files',
    async openFiles(path, { cifar100Labels }) {
      const { openCifar100 } = await import('../array-sets/cifar100.ts');
      return openCifar100(path, cifar100Labels);
    },
  },
];
