import { DatasetError } from '../dataset-error.ts';
import { DatasetFile } from '../dataset-file.ts';
import { datasetFilePath } from '../dataset-paths.ts';
import { sampleSize, valueBytes } from '../sample.ts';
import { samplesAtOnce } from '../sources/assemble-pieces.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import type { PredictionPiece, PredictionSource } from './prediction-source.ts';

/** What is asked for as a file's name, instead of one. */
export const TEST_SET = 'test';

/** The test samples of a dataset in the cache, in their order. */
export class TestSetSource implements PredictionSource {
  readonly items: number;
  readonly findings: readonly Finding[] = [];
  readonly #path: string;
  readonly #sha256: string;

  private constructor(path: string, sha256: string, items: number) {
    this.items = items;
    this.#path = path;
    this.#sha256 = sha256;
  }

  /**
   * Opens the file of a dataset, and checks it.
   *
   * @param home the cache folder
   * @param samples how many of the test samples, the first ones
   * @throws DatasetError `missing` when it is not there; `corrupt`, `storage`
   */
  static async open(home: string, sha256: string, samples: number): Promise<TestSetSource> {
    const path = datasetFilePath(home, sha256);
    await using file = await DatasetFile.open(path, sha256);
    await file.verify();
    return new TestSetSource(path, sha256, Math.min(samples, file.description.testSamples));
  }

  async *read(signal?: AbortSignal): AsyncGenerator<PredictionPiece> {
    await using file = await DatasetFile.open(this.#path, this.#sha256);
    const { shape, type } = file.description.sample;
    const atOnce = samplesAtOnce(sampleSize(shape) * valueBytes(type));
    for (let start = 0; start < this.items; start += atOnce) {
      if (signal?.aborted) {
        throw new DatasetError('cancelled', 'reading the test set was cancelled');
      }
      const end = Math.min(this.items, start + atOnce);
      const values = await file.read('test', start, end);
      const items = Array.from({ length: end - start }, (_, at) => {
        return { file: TEST_SET, row: start + at + 1 };
      });
      yield { items, values };
    }
  }
}
