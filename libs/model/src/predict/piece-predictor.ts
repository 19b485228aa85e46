import {
  alignedBytes,
  SAMPLE_ARRAYS,
  sampleSize,
  type SampleType,
  type SampleValues,
} from '@chorus/data';
import { nodeBackend } from '../backends/tensorflow/node-backend.ts';
import type { Model } from '../networks/model.ts';
import type { FeedShape } from '../samples/sample-feed.ts';
import { CompiledPredictor, type PredictionForm } from './compiled-predictor.ts';
import { predictByBatch } from './predict-by-batch.ts';

/** What is known of the pieces before there is one. */
export interface PieceForm extends PredictionForm {
  readonly type: SampleType;
  /**
   * The numbers of samples for which there is a graph, each 1 or more: a piece goes into the smallest that has room
   * for it. Within a graph batches of 100 are predicted at once, or of all where there is room for fewer.
   */
  readonly sizes: readonly number[];
  /** False: batch by batch in any case, which rounds differently. */
  readonly compile: boolean;
}

/** Predicts one piece of samples after the other with a model, whose graph is compiled once. */
export class PiecePredictor {
  readonly #model: Model;
  readonly #form: PieceForm;
  readonly #sizes: readonly number[];
  readonly #compiled: CompiledPredictor | undefined;

  /** @param model is the caller's to dispose of, after this */
  constructor(model: Model, form: PieceForm) {
    this.#model = model;
    this.#form = form;
    this.#sizes = form.sizes.toSorted((a, b) => a - b);
    if (!form.compile || !nodeBackend()) return;
    const feeds = this.#sizes.map((samples) => feedOf(form.type, samples));
    this.#compiled = CompiledPredictor.compile(model, feeds, form);
  }

  /** Whether a graph does it. */
  get isCompiled(): boolean {
    return this.#compiled !== undefined;
  }

  /**
   * The softmax of each sample.
   *
   * @param values [samples, ...shape]
   * @returns [samples, classes]
   * @throws RangeError when there are more samples than the largest size
   */
  predict(values: SampleValues): Float32Array {
    const { sampleShape } = this.#model.network;
    const samples = values.length / sampleSize(sampleShape);
    const at = this.#sizes.findIndex((size) => size >= samples);
    if (at < 0) throw new RangeError(`a piece of ${samples} samples is larger than ${this.#sizes}`);
    const order = Uint32Array.from({ length: samples }, (_, place) => place);
    if (!this.#compiled) {
      const set = { values, labels: new Int32Array(samples) };
      return predictByBatch(this.#model, { set, order }, this.#form);
    }
    const room = this.#sizes[at]!;
    const set = { values: this.#padded(values, room), labels: new Int32Array(room) };
    return this.#compiled.predict({ start: 0, set, order }, at);
  }

  dispose(): void {
    this.#compiled?.dispose();
  }

  /** The values, and zeros up to a size. */
  #padded(values: SampleValues, samples: number): SampleValues {
    const length = samples * sampleSize(this.#model.network.sampleShape);
    if (values.length === length) return values;
    const Kind = SAMPLE_ARRAYS[this.#form.type];
    const bytes = alignedBytes(length * Kind.BYTES_PER_ELEMENT);
    const padded = new Kind(bytes.buffer, bytes.byteOffset, length);
    padded.set(values);
    return padded;
  }
}

function feedOf(type: SampleType, samples: number): FeedShape {
  return { type, setSamples: samples, stretchSamples: samples, residentSet: undefined };
}
