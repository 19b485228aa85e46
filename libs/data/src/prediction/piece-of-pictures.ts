import { type ImagePreparation, sampleOf } from '../images/image-preparation.ts';
import { sampleSize } from '../sample.ts';
import { samplesAtOnce } from '../sources/assemble-pieces.ts';
import type { PredictionItem, PredictionPiece } from './prediction-source.ts';

/** Samples and problems of pictures that follow one another. */
export class PieceOfPictures {
  readonly #size: number;
  readonly #most: number;
  #items: PredictionItem[] = [];
  #values: Uint8Array;
  #filled = 0;

  constructor(preparation: ImagePreparation) {
    this.#size = sampleSize(sampleOf(preparation).shape);
    this.#most = samplesAtOnce(this.#size);
    this.#values = new Uint8Array(this.#most * this.#size);
  }

  get isFull(): boolean {
    return this.#items.length >= this.#most;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  add(item: PredictionItem, sample: Uint8Array): void {
    this.#items.push(item);
    this.#values.set(sample, this.#filled);
    this.#filled += this.#size;
  }

  addProblem(item: PredictionItem, problem: string): void {
    this.#items.push({ ...item, problem });
  }

  /** What was added, after which it is empty. */
  take(): PredictionPiece {
    const piece = { items: this.#items, values: this.#values.subarray(0, this.#filled) };
    this.#items = [];
    this.#values = new Uint8Array(this.#most * this.#size);
    this.#filled = 0;
    return piece;
  }
}
