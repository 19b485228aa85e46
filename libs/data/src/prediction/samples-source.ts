import { DatasetError } from '../dataset-error.ts';
import type { SampleSet } from '../dataset.ts';
import { sampleSize, valueBytes, type SampleKind } from '../sample.ts';
import { samplesAtOnce } from '../sources/assemble-pieces.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import type { PredictionPiece, PredictionSource } from './prediction-source.ts';

/** Samples in memory that are to be predicted, such as the test samples of a published dataset. */
export class SamplesSource implements PredictionSource {
  readonly items: number;
  readonly findings: readonly Finding[] = [];
  readonly #name: string;
  readonly #sample: SampleKind;
  readonly #samples: SampleSet;

  /** @param name what items call them */
  constructor(name: string, sample: SampleKind, samples: SampleSet) {
    this.items = samples.labels.length;
    this.#name = name;
    this.#sample = sample;
    this.#samples = samples;
  }

  async *read(signal?: AbortSignal): AsyncGenerator<PredictionPiece> {
    const { shape, type } = this.#sample;
    const size = sampleSize(shape);
    const atOnce = samplesAtOnce(size * valueBytes(type));
    for (let start = 0; start < this.items; start += atOnce) {
      if (signal?.aborted) {
        throw new DatasetError('cancelled', `reading ${this.#name} was cancelled`);
      }
      const end = Math.min(this.items, start + atOnce);
      const items = Array.from({ length: end - start }, (_, at) => {
        return { file: this.#name, row: start + at + 1 };
      });
      yield { items, values: this.#samples.values.subarray(start * size, end * size) };
    }
  }
}
