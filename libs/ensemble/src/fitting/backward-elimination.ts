import { combineBy } from '../combine-by.ts';
import { SUM } from '../combination.ts';
import { countLabelledRows, type ClassIndices, type Predictions } from '../shapes.ts';

/**
 * The members that the sum can do without: one after the other that member is left out without which the others are
 * right most often (of equal ones the later member), as long as they are right as often as before.
 *
 * Source: backward elimination, as R. E. Banfield et al. 2005, "Ensemble diversity measures and their application to
 * thinning", compare it among others.
 *
 * @param members each member's predictions of samples that none of them was trained on, [samples, classes]
 * @param labels [samples]
 * @returns positions of the members, from 0, in the order in which they were left out
 * @throws RangeError when the shapes do not match or there is no member
 */
export function membersToLeaveOut(
  members: readonly Predictions[],
  labels: ClassIndices,
  classes: number,
): number[] {
  for (const predictions of members) countLabelledRows(predictions, labels, classes);
  let kept = [...members.keys()];
  const left: number[] = [];
  let sum = combineBy(SUM, members, [labels.length, classes]);
  let right = countRight(sum, undefined, labels, classes);
  while (kept.length > 1) {
    const without = kept.map((member) => countRight(sum, members[member], labels, classes));
    const most = Math.max(...without);
    if (most < right) break;
    const member = kept[without.lastIndexOf(most)]!;
    kept = kept.filter((own) => own !== member);
    left.push(member);
    right = most;
    // Added again rather than subtracted, so that no rounding errors gather.
    const others = kept.map((own) => members[own]!);
    sum = combineBy(SUM, others, [labels.length, classes]);
  }
  return left;
}

/** How many samples the sum is right on without one of the members in it. */
function countRight(
  sum: Float64Array,
  without: Predictions | undefined,
  labels: ClassIndices,
  classes: number,
): number {
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    let [best, most] = [0, -Infinity];
    for (let k = 0; k < classes; k++) {
      const value = sum[start + k]! - (without ? without[start + k]! : 0);
      if (value > most) [best, most] = [k, value];
    }
    if (best === labels[row]) right++;
  }
  return right;
}
