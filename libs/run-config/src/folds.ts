import { SeededRandom } from '@chorus/data';

/** The most folds: each must have samples of its own, and members that leave it out. */
export const MOST_FOLDS = 1000;

/**
 * The fold of each of a split's samples, from 1: of each class alike many samples are in every fold, give or take one.
 * The samples of a class go, one after the other, to all folds in an order that is drawn anew for each round, so that of
 * the first n samples the folds are the same whatever comes after them.
 *
 * @param labels of the samples, [samples]
 * @param classes their names, by which samples are drawn
 * @param folds how many there are, 2 or more
 */
export function foldsOf(
  labels: Int32Array,
  classes: readonly string[],
  folds: number,
  seed: number,
): Uint16Array {
  const rounds = classes.map((name) => new Rounds(folds, SeededRandom.from(seed, 'folds', name)));
  return Uint16Array.from(labels, (label) => rounds[label]!.next());
}

/** The folds in rounds, each of them in an order of its own. */
class Rounds {
  readonly #folds: number;
  readonly #random: SeededRandom;
  #left: number[] = [];

  constructor(folds: number, random: SeededRandom) {
    this.#folds = folds;
    this.#random = random;
  }

  next(): number {
    if (this.#left.length === 0) {
      this.#left = Array.from({ length: this.#folds }, (_, index) => index + 1);
    }
    const [fold] = this.#left.splice(this.#random.below(this.#left.length), 1);
    return fold!;
  }
}
