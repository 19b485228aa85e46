import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassNames } from '../labels/class-names.ts';
import { printable } from '../printable.ts';
import { openRecordField, type RecordField } from '../arrays/record-field.ts';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { closeArrays, lookAtArrays, openSplits, type ArrayDataset } from './look-at-arrays.ts';

/** Which of CIFAR-100's two labels of an image: one of 20 superclasses, or one of the 100 classes in them. */
export type Cifar100Labels = 'coarse' | 'fine';

const SIZE = 32;
const RECORD_BYTES = 2 + 3 * SIZE * SIZE;
const LABEL_OFFSETS: Record<Cifar100Labels, number> = { coarse: 0, fine: 1 };

/**
 * Opens CIFAR-100's binary version: the folder of its archive, with `train.bin` and `test.bin`, which hold a coarse label, a
 * fine label and 3×32×32 bytes for each image, and the classes' names in text files;
 * https://www.cs.toronto.edu/~kriz/cifar.html.
 *
 * @throws DatasetError `missing`, `corrupt` or `storage`, naming the file
 */
export async function openCifar100(
  folder: string,
  which: Cifar100Labels = 'fine',
): Promise<ArrayDataset> {
  const namesPath = join(folder, `${which}_label_names.txt`);
  const names = await readNames(namesPath);
  const field = (file: string, offset: number, shape: readonly number[]) => {
    return { path: join(folder, file), recordBytes: RECORD_BYTES, offset, shape };
  };
  const keysOf = (file: string) => ({
    features: field(file, 2, [3, SIZE, SIZE]),
    labels: field(file, LABEL_OFFSETS[which], []),
  });
  const arrays = await openSplits(
    { train: keysOf('train.bin'), test: keysOf('test.bin') },
    ({ path, ...place }: RecordField & { readonly path: string }) => openRecordField(path, place),
  );
  try {
    const dataset = await lookAtArrays(arrays, { layout: 'channels-first' });
    const named = `The classes' names are those of ${printable(namesPath)}.`;
    return {
      ...dataset,
      classes: nameClasses(dataset.classes, names, namesPath),
      findings: [...dataset.findings, { kind: 'mapped', text: named }],
    };
  } catch (reason) {
    await closeArrays(arrays);
    throw reason;
  }
}

async function readNames(path: string): Promise<readonly string[]> {
  const shown = printable(path);
  const missing = `there is no file ${shown} with the classes' names`;
  const text = await onDisk('read', shown, () => readFile(path, 'utf8'), missing);
  return text.split(/\r?\n/).filter((name) => name !== '');
}

function nameClasses(
  labels: readonly string[],
  names: readonly string[],
  namesPath: string,
): readonly string[] {
  const classNames = new ClassNames(printable(namesPath));
  return labels.map((label) => {
    const name = names[Number(label)];
    if (name !== undefined) return classNames.of(name);
    throw new DatasetError(
      'corrupt',
      `${printable(namesPath)} has ${names.length} names, and none for the label ${label}`,
    );
  });
}
