import type { Normalisation } from '../dataset.ts';
import type { SampleValues } from '../sample.ts';

/** Mean and standard deviation of each channel or column of samples that come one after the other. */
export class Moments {
  readonly #channels: number;
  /** Sums are taken of what values differ from the first sample's, so that large ones lose no digits. */
  readonly #shift: Float64Array;
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  /** @param channels the size of a sample's last dimension */
  constructor(channels: number) {
    this.#channels = channels;
    this.#shift = new Float64Array(channels);
    this.#sum = new Float64Array(channels);
    this.#squares = new Float64Array(channels);
  }

  /** @param values [samples, ..., channels] */
  add(values: SampleValues): void {
    const channels = this.#channels;
    if (this.#count === 0) this.#shift.set(values.subarray(0, channels));
    for (let channel = 0; channel < channels; channel++) {
      const shift = this.#shift[channel]!;
      let sum = 0;
      let squares = 0;
      for (let at = channel; at < values.length; at += channels) {
        const difference = values[at]! - shift;
        sum += difference;
        squares += difference * difference;
      }
      this.#sum[channel]! += sum;
      this.#squares[channel]! += squares;
    }
    this.#count += values.length / channels;
  }

  /** @returns float32 numbers; a deviation of 0 is given as 1, which leaves what it divides as it is */
  finish(): Normalisation {
    const mean: number[] = [];
    const deviation: number[] = [];
    for (let channel = 0; channel < this.#channels; channel++) {
      const difference = this.#sum[channel]! / this.#count;
      const variance = this.#squares[channel]! / this.#count - difference * difference;
      mean.push(Math.fround(this.#shift[channel]! + difference));
      deviation.push(Math.fround(Math.sqrt(Math.max(0, variance))) || 1);
    }
    return { mean, deviation };
  }
}
