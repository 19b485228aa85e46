import type { RemoteFile } from '../range-request.ts';

/** One file of records. */
export interface BatchFile {
  readonly name: string;
  readonly set: 'train' | 'test';
  readonly samples: number;
  /** The file's SHA-256, hexadecimal. */
  readonly sha256: string;
}

/** What exactly counts as CIFAR-10. Tests have small ones of their own. */
export interface Cifar10Release {
  /** The files in the order in which their records are put together. */
  readonly files: readonly BatchFile[];
  /** All of them in one folder, as a gzip-compressed tar archive. */
  readonly archive: RemoteFile;
  /** Fingerprint of the dataset that the files make; see `fingerprint.ts`. */
  readonly sha256: string;
}

/** The archive's name, in a user's folder and in the cache. */
export const ARCHIVE_NAME = 'cifar-10-binary.tar.gz';

/** The folder in the archive that holds the files. */
export const FOLDER_NAME = 'cifar-10-batches-bin';

/** Class names in label order, as the archive's `batches.meta.txt` has them. */
export const CIFAR10_CLASSES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

/** The binary version of A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html. */
export const CIFAR10_RELEASE: Cifar10Release = {
  files: [
    trainFile(1, 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5'),
    trainFile(2, 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed'),
    trainFile(3, 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67'),
    trainFile(4, '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48'),
    trainFile(5, '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add'),
    {
      name: 'test_batch.bin',
      set: 'test',
      samples: 10_000,
      sha256: '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
    },
  ],
  archive: {
    url: `https://www.cs.toronto.edu/~kriz/${ARCHIVE_NAME}`,
    sizeBytes: 170_052_171,
    md5: 'c32a1d4ab5d03f1284b67883e8d87530',
  },
  sha256: '40d6e181353a1eaf460a5ef8ab07712479efeaee52c3ad1b97c09cb9b7860e37',
};

function trainFile(number: number, sha256: string): BatchFile {
  return { name: `data_batch_${number}.bin`, set: 'train', samples: 10_000, sha256 };
}
