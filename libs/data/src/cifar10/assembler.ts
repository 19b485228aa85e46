import { hash } from 'node:crypto';
import type { Dataset, SampleSet } from '../dataset.ts';
import { DatasetError } from '../dataset-error.ts';
import { CIFAR10_SAMPLE, decodeRecords, RECORD_BYTES } from './records.ts';
import { sampleSize } from '../sample.ts';
import { CIFAR10_CLASSES, type BatchFile, type Cifar10Release } from './release.ts';

/** Puts a release's files, each checked, together to the dataset. */
export class Cifar10Assembler {
  readonly #release: Cifar10Release;
  readonly #sets: Record<BatchFile['set'], SampleSet>;

  constructor(release: Cifar10Release) {
    this.#release = release;
    this.#sets = { train: emptySet(release, 'train'), test: emptySet(release, 'test') };
  }

  /**
   * Adds one of the release's files.
   *
   * @param where the file, for messages
   * @throws DatasetError `corrupt` when size or SHA-256 is not the release's
   */
  add(file: BatchFile, bytes: Uint8Array, where: string): void {
    const expectedBytes = file.samples * RECORD_BYTES;
    if (bytes.length !== expectedBytes) {
      throw this.#corrupt(`${where} has ${bytes.length} bytes instead of ${expectedBytes}`);
    }
    const sha256 = hash('sha256', bytes);
    if (sha256 !== file.sha256) {
      throw this.#corrupt(`${where} was altered: it has SHA-256 ${sha256}, not ${file.sha256}`);
    }
    decodeRecords(bytes, this.#sets[file.set], firstSample(this.#release, file));
  }

  /** The dataset; every file of the release must have been added. */
  dataset(): Dataset {
    return {
      name: 'cifar10',
      synthetic: false,
      classes: CIFAR10_CLASSES,
      sample: CIFAR10_SAMPLE,
      ...this.#sets,
      // Right because each file's own checksum is: computing it again would take longer than that.
      sha256: this.#release.sha256,
    };
  }

  #corrupt(problem: string): DatasetError {
    return new DatasetError('corrupt', `${problem}; ${getItAgain(this.#release)}`);
  }
}

/** What to do about files that are not CIFAR-10's. */
export function getItAgain({ archive }: Cifar10Release): string {
  return `download ${archive.url} again (MD5 ${archive.md5}) and unpack it`;
}

function emptySet({ files }: Cifar10Release, set: BatchFile['set']): SampleSet {
  const samples = countSamples(files.filter((file) => file.set === set));
  return {
    values: new Uint8Array(samples * sampleSize(CIFAR10_SAMPLE.shape)),
    labels: new Int32Array(samples),
  };
}

function firstSample({ files }: Cifar10Release, file: BatchFile): number {
  return countSamples(files.slice(0, files.indexOf(file)).filter(({ set }) => set === file.set));
}

function countSamples(files: readonly BatchFile[]): number {
  return files.reduce((sum, { samples }) => sum + samples, 0);
}
