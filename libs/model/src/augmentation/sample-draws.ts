import { deriveSeed } from '@chorus/data';
import { philox, uniformOf } from '../networks/philox.ts';

/**
 * The kinds of random numbers, each with a number of its own: what is drawn for one does not depend on
 * which others are. A number is never given to another kind.
 */
export const STREAMS = {
  flip: 1,
  shift: 2,
  crop: 3,
  brightness: 4,
  contrast: 5,
  cutout: 6,
  mixup: 7,
} as const;

/** Random numbers of samples in an epoch: a function of the member's seed, epoch, row and kind alone. */
export class SampleDraws {
  /** The epoch's number, counted from 1 through the members of a chain. */
  readonly epoch: number;
  /** The sample, as a row of the training set. */
  row = 0;
  readonly #key0: number;
  readonly #key1: number;
  readonly #start = new Uint32Array(4);
  readonly #words = new Uint32Array(4);
  #drawn = 0;

  /** @param seed the member's */
  constructor(seed: number, epoch: number) {
    this.epoch = epoch;
    this.#key0 = deriveSeed(seed, 'augmentation', 0);
    this.#key1 = deriveSeed(seed, 'augmentation', 1);
  }

  /** Makes {@link next} begin with the sample's first number of a kind. @param epoch default: this one */
  begin(kind: keyof typeof STREAMS, epoch = this.epoch): void {
    this.#start[0] = 0;
    this.#start[1] = STREAMS[kind];
    this.#start[2] = this.row;
    this.#start[3] = epoch;
    this.#drawn = 0;
  }

  /** The next number, uniform over the multiples of 2^-23 from 0 to below 1. */
  next(): number {
    const place = this.#drawn++ % 4;
    if (place === 0) {
      this.#words.set(this.#start);
      philox(this.#words, this.#key0, this.#key1);
      this.#start[0]! += 1;
    }
    return uniformOf(this.#words[place]!);
  }

  /** The next number, uniform over what lies from `least` to `most`. */
  between(least: number, most: number): number {
    return least + (most - least) * this.next();
  }

  /** The next number, one of 0 to before `count`. */
  below(count: number): number {
    return Math.floor(count * this.next());
  }
}
