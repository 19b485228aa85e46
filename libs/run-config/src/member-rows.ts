import { SeededRandom } from '@chorus/data';
import { foldsOf } from './folds.ts';
import { heldOut, type HeldOutRows, type HoldOut } from './held-out.ts';
import type { RunMember } from './run-member.ts';

/**
 * Which samples of a training split a member is trained on, and on which it is validated: a function of its seed, the
 * seed of the splits and the labels alone. From what is not held out for everybody the member's fold is taken, which it
 * is validated on; of the rest its share is drawn; of that as many as there are, with replacement, if it has a bootstrap
 * sample, in which samples are repeated.
 *
 * @param labels of the whole split
 * @param classes their names, by which samples are drawn
 */
export function memberRows(
  labels: Int32Array,
  classes: readonly string[],
  settings: HoldOut,
  { seed, samples = {} }: Pick<RunMember, 'seed' | 'samples'>,
): HeldOutRows {
  const { fold, share, bootstrap } = samples;
  let { train, validation } = heldOut(labels, classes, settings);
  if (fold) {
    const folds = foldsOf(labelsAt(labels, train), classes, fold.of, settings.splitSeed);
    validation = train.filter((_, at) => folds[at] === fold.number);
    train = train.filter((_, at) => folds[at] !== fold.number);
  }
  if (share !== undefined) train = shareOf(train, labelsAt(labels, train), share, seed);
  return { train: bootstrap ? bootstrapOf(train, seed) : train, validation };
}

function labelsAt(labels: Int32Array, rows: Uint32Array): Int32Array {
  return Int32Array.from(rows, (row) => labels[row]!);
}

/** Of each class its share, at least one sample; rising. */
function shareOf(rows: Uint32Array, labels: Int32Array, share: number, seed: number): Uint32Array {
  const byClass = Map.groupBy(rows.keys(), (at) => labels[at]!);
  const drawn = [...byClass].flatMap(([label, places]) => {
    const random = SeededRandom.from(seed, 'share', label);
    const wanted = Math.max(1, Math.round(places.length * share));
    // The first of a shuffle (Fisher and Yates), of which the rest is not needed.
    for (let at = 0; at < wanted; at++) {
      const other = at + random.below(places.length - at);
      [places[at], places[other]] = [places[other]!, places[at]!];
    }
    return places.slice(0, wanted);
  });
  return Uint32Array.from(drawn, (at) => rows[at]!).sort();
}

/** As many of the rows as there are, drawn with replacement; rising, so that data are read in their order. */
function bootstrapOf(rows: Uint32Array, seed: number): Uint32Array {
  const random = SeededRandom.from(seed, 'bootstrap');
  return Uint32Array.from(rows, () => rows[random.below(rows.length)]!).sort();
}
