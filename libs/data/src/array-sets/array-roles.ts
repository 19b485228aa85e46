import type { SplitName } from '../splits.ts';

/** What an array is for. */
export interface ArrayRole {
  readonly split: SplitName;
  readonly part: 'features' | 'labels';
}

const SPLITS = new Map<string, SplitName>([
  ['train', 'train'],
  ['test', 'test'],
  ['t10k', 'test'], // MNIST's
  ['val', 'validation'],
  ['validation', 'validation'],
]);

const PARTS = new Map<string, ArrayRole['part']>([
  ['x', 'features'],
  ['images', 'features'],
  ['y', 'labels'],
  ['labels', 'labels'],
]);

/** Whether a file in a folder may be an array, by its name; its first bytes decide. */
export function mayBeArray(name: string): boolean {
  return /(\.npy|[-.]idx\d-ubyte)(\.gz)?$/i.test(name) && !name.startsWith('.');
}

/** The end of an IDX file's name, as MNIST and its family have it and as some programs unpack it. */
const IDX_END = /[-.]idx\d-ubyte$/;

/**
 * What an array is for by its name, or that of its file: Keras' (`x_train`), MedMNIST's (`val_images`), and those of MNIST
 * and its family (`t10k-labels-idx1-ubyte.gz`, `emnist-letters-train-images-idx3-ubyte`).
 *
 * @returns undefined when the name does not say it
 */
export function roleOf(name: string): ArrayRole | undefined {
  const stem = name
    .toLowerCase()
    .replace(/\.gz$/, '')
    .replace(/\.npy$/, '');
  const words = stem.replace(IDX_END, '').split(/[_-]/);
  const [first, second] = IDX_END.test(stem) ? words.slice(-2) : words;
  if (first === undefined || second === undefined) return undefined;
  if (words.length > 2 && !IDX_END.test(stem)) return undefined;
  const split = SPLITS.get(first) ?? SPLITS.get(second);
  const part = PARTS.get(first) ?? PARTS.get(second);
  return split && part && { split, part };
}
