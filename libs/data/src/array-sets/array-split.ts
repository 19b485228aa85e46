import type { ArrayFile } from '../arrays/array-file.ts';
import { DatasetError } from '../dataset-error.ts';
import { readSamples } from '../recognition/convert-samples.ts';
import type { FeatureForm } from '../recognition/recognise-features.ts';
import type { RawPiece, RawSplit } from '../sources/raw-dataset.ts';

/** The rows of an array of features, whose labels are known. */
export class ArraySplit implements RawSplit {
  readonly labels: Int32Array;
  readonly #features: ArrayFile;
  readonly #form: FeatureForm;

  constructor(features: ArrayFile, form: FeatureForm, labels: Int32Array) {
    this.labels = labels;
    this.#features = features;
    this.#form = form;
  }

  get samples(): number {
    return this.labels.length;
  }

  async *read(signal?: AbortSignal): AsyncGenerator<RawPiece> {
    const expectWanted = (): void => {
      if (!signal?.aborted) return;
      throw new DatasetError('cancelled', `the reading of ${this.#features.source} was cancelled`);
    };
    expectWanted();
    for await (const { start, samples, values } of readSamples(this.#features, this.#form)) {
      yield { values, labels: this.labels.slice(start, start + samples) };
      expectWanted();
    }
  }
}
