import { accuracy } from './measures/accuracy.ts';
import { argMax } from './arg-max.ts';
import { ofMembers, SUM, type Combination } from './combination.ts';
import { combineBy, startCombining } from './combine-by.ts';
import { countLabelledRows, type ClassIndices } from './shapes.ts';

/** Percentile interval of a bootstrap over the images. */
export interface Interval {
  /** The 2.5th percentile. */
  readonly low: number;
  /** The 97.5th percentile. */
  readonly high: number;
}

/** What an ensemble is worth so far, and what one more member is expected to add. */
export interface GainEstimate {
  /** The accuracy of the ensemble of all members, 0 to 1. */
  readonly accuracy: number;
  readonly accuracyInterval: Interval;
  /** The expected gain in accuracy of one more member, -1 to 1; undefined while there is only one. */
  readonly gain: { readonly expected: number; readonly interval: Interval } | undefined;
}

/** Draws a number, uniform over 0 to `count` - 1. */
export type Draw = (count: number) => number;

const RESAMPLES = 1_000;
const OUTSIDE = 0.025; // on either side of an interval of 95 %

/** Orders in which members are added: so many are enough, and hundreds of members stay quick. */
const MOST_ORDERS = 16;

/**
 * The accuracy of the ensemble of k members, and the gain to expect of the next one.
 *
 * The mean accuracy of ensembles of m of the k members, for each m from 1 to k, is fitted by
 * a - b / m (least squares): what averaging m equally good, equally correlated members leaves of
 * their variance falls with 1 / m. The step from k to k + 1 is then b / (k (k + 1)). The ensembles are
 * those that arise when members are added one by one, in a random order and in rotations of it (each
 * of the k, at most 16): so the members take part equally often, and m = k - 1 is leave-one-out.
 *
 * Both figures are means over the images, so one bootstrap over the images gives both intervals.
 *
 * @param members each [samples, classes], one or more, in member order
 * @param labels [samples]
 * @param draw seeded, so that the same predictions give the same estimate
 * @param combination by which the members' predictions become the ensemble's, and those of some of them theirs
 * @throws RangeError when the shapes do not fit, or the combination cannot be that of some of its members
 */
export function estimateGain(
  members: readonly Float32Array[],
  labels: ClassIndices,
  classes: number,
  draw: Draw,
  combination = SUM,
): GainEstimate {
  for (const predictions of members) countLabelledRows(predictions, labels, classes);
  const predicted = argMax(combineBy(combination, members, [labels.length, classes]), classes);
  const right = Float64Array.from(predicted, (index, image) => Number(index === labels[image]));
  const gains = imageGains(members, labels, classes, draw, combination);
  const means = bootstrapMeans(gains ? [right, gains] : [right], draw);
  return {
    accuracy: accuracy(predicted, labels),
    accuracyInterval: intervalOf(means[0]!),
    gain: gains && { expected: mean(gains), interval: intervalOf(means[1]!) },
  };
}

/**
 * What each image contributes to b / (k (k + 1)): the fit is linear in the accuracies, and they are
 * means over the images.
 *
 * @returns [samples]; undefined for a single member
 */
function imageGains(
  members: readonly Float32Array[],
  labels: ClassIndices,
  classes: number,
  draw: Draw,
  combination: Combination,
): Float64Array | undefined {
  const k = members.length;
  if (k < 2) return undefined;
  const weights = slopeWeights(k).map((weight) => -weight / (k * (k + 1)));
  const order = shuffled([...members.keys()], draw);
  const orders = Math.min(k, MOST_ORDERS);
  const gains = new Float64Array(labels.length);
  for (let first = 0; first < orders; first++) {
    const rotated = order.map((_, added) => order[(first + added) % k]!);
    const running = startCombining(ofMembers(combination, rotated), [labels.length, classes]);
    for (const [added, weight] of weights.entries()) {
      running.add(members[rotated[added]!]!);
      for (const [image, index] of argMax(running.scores(), classes).entries()) {
        if (index === labels[image]) gains[image]! += weight / orders;
      }
    }
  }
  return gains;
}

/** The weights by which the values at x = 1, 1/2 … 1/k are multiplied, so that their sum is the slope. */
function slopeWeights(k: number): number[] {
  const x = Array.from({ length: k }, (_, index) => 1 / (index + 1));
  const centre = mean(x);
  const spread = x.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return x.map((value) => (value - centre) / spread);
}

/** Means of each array over the same resamples of their positions. */
function bootstrapMeans(arrays: readonly Float64Array[], draw: Draw): Float64Array[] {
  const samples = arrays[0]!.length;
  const means = arrays.map(() => new Float64Array(RESAMPLES));
  const drawn = new Uint32Array(samples);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    for (let place = 0; place < samples; place++) drawn[place] = draw(samples);
    for (const [index, values] of arrays.entries()) {
      let total = 0;
      for (let place = 0; place < samples; place++) total += values[drawn[place]!]!;
      means[index]![resample] = total / samples;
    }
  }
  return means;
}

function intervalOf(means: Float64Array): Interval {
  const sorted = means.toSorted();
  const cut = Math.round(OUTSIDE * sorted.length);
  return { low: sorted[cut]!, high: sorted[sorted.length - 1 - cut]! };
}

function shuffled<Item>(items: readonly Item[], draw: Draw): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = draw(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

function mean(values: ArrayLike<number> & Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}
