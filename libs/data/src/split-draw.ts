import { SeededRandom } from './random.ts';

/**
 * Draws a share of the samples that come one after the other: of each class the same share, wherever the
 * class's samples stand. Of each run of `1 / share` samples of a class one is drawn, at a place that the seed
 * decides, so that nothing need be known of the samples that follow: of the first n samples the same ones are
 * drawn whatever comes after them. A class's first sample is never drawn, so that no class is drawn whole.
 */
export class ShareDraw {
  readonly #share: number;
  readonly #seed: number;
  readonly #purpose: string;
  readonly #classes = new Map<string, ClassDraw>();

  /**
   * @param share 0 (none) to 0.5
   * @param purpose makes draws of one seed independent of each other, such as the split's name
   */
  constructor(share: number, seed: number, purpose: string) {
    if (!(share >= 0 && share <= 0.5)) {
      throw new RangeError(`the share drawn must be from 0 to 0.5, not ${share}`);
    }
    this.#share = share;
    this.#seed = seed;
    this.#purpose = purpose;
  }

  /** Whether the next sample, of this class, is drawn. */
  draws(className: string): boolean {
    if (this.#share === 0) return false;
    let known = this.#classes.get(className);
    if (!known) {
      const random = SeededRandom.from(this.#seed, 'draw', this.#purpose, className);
      known = new ClassDraw(1 / this.#share, random);
      this.#classes.set(className, known);
    }
    return known.next();
  }
}

class ClassDraw {
  readonly #length: number;
  readonly #random: SeededRandom;
  #samples = 0;
  #blocks = 0;
  #drawn = -1;
  #end = 0;

  /** @param length samples of which one is drawn, on average; 2 or more */
  constructor(length: number, random: SeededRandom) {
    this.#length = length;
    this.#random = random;
  }

  next(): boolean {
    const place = this.#samples++;
    if (place === this.#end) {
      this.#blocks += 1;
      this.#end = Math.floor(this.#blocks * this.#length);
      const first = place === 0 ? 1 : place;
      this.#drawn = first + this.#random.below(this.#end - first);
    }
    return place === this.#drawn;
  }
}

/** How a training split is divided when the data has no other splits, or fewer than are wished. */
export interface SplitShares {
  /** The share that becomes the test split, 0 to 0.5; 0 when the data has one. */
  readonly test: number;
  /** The share of what remains that is held out for validation, 0 to 0.5; 0 when the data has a validation split. */
  readonly validation: number;
  readonly seed: number;
}

/** Divides training samples that come one after the other by class, as {@link ShareDraw} draws. */
export class SplitDraw {
  readonly #test: ShareDraw;
  readonly #validation: ShareDraw;

  constructor({ test, validation, seed }: SplitShares) {
    this.#test = new ShareDraw(test, seed, 'test');
    this.#validation = new ShareDraw(validation, seed, 'validation');
  }

  /** What becomes of the next sample, which has this class. Whatever is learnt is learnt of `train` alone. */
  next(className: string): 'train' | 'validation' | 'test' {
    if (this.#test.draws(className)) return 'test';
    return this.#validation.draws(className) ? 'validation' : 'train';
  }
}
