import {
  DatasetFile,
  type DatasetDescription,
  type SampleSet,
  type SplitName,
  type StoredSet,
} from '@chorus/data';

/** A dataset as a trainer has it: checked, and in memory, or with its samples still in its file. */
export interface OpenDataset {
  readonly description: DatasetDescription;
  readonly sha256: string;
  readonly train: SampleSet | StoredSet;
  /** Only where the data has a validation split of its own. */
  readonly validation: SampleSet | StoredSet | undefined;
  readonly test: SampleSet | StoredSet;
  /** The file's bytes, where its samples are still in it; undefined: they are in memory. */
  readonly storedBytes: number | undefined;
  close(): Promise<void>;
}

/** A piece takes about a tenth of a second to train on or longer, and it and the next one are in memory. */
const LARGEST_PIECE_BYTES = 64 * 1024 * 1024;
/** Of the memory that the dataset may have. */
const PIECE_SHARE = 1 / 4;

/**
 * Opens a dataset's file and checks all of it.
 *
 * @param memoryBytes samples that need more memory stay in the file, of which pieces are read
 * @throws DatasetError when it is not there, or not the dataset of this fingerprint
 */
export async function openDataset(
  path: string,
  sha256: string,
  memoryBytes: number,
): Promise<OpenDataset> {
  const file = await DatasetFile.open(path, sha256);
  try {
    return file.bytes <= memoryBytes ? await inMemory(file) : await inFile(file, memoryBytes);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function inMemory(file: DatasetFile): Promise<OpenDataset> {
  const { train, validation, test } = await file.readAll();
  await file.close();
  return { ...kept(file), train, validation, test, storedBytes: undefined, close: async () => {} };
}

async function inFile(file: DatasetFile, memoryBytes: number): Promise<OpenDataset> {
  await file.verify();
  const pieceBytes = Math.min(LARGEST_PIECE_BYTES, PIECE_SHARE * memoryBytes);
  const setOf = async (split: SplitName): Promise<StoredSet> => ({
    values: file.storedValues(split, pieceBytes),
    labels: await file.labels(split),
  });
  const hasValidation = file.description.validationSamples !== undefined;
  return {
    ...kept(file),
    train: await setOf('train'),
    validation: hasValidation ? await setOf('validation') : undefined,
    test: await setOf('test'),
    storedBytes: file.bytes,
    close: () => file.close(),
  };
}

function kept({ description, sha256 }: DatasetFile) {
  return { description, sha256 };
}
