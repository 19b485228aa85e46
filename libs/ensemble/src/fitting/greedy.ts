import type { Combination } from '../combination.ts';
import { countLabelledRows, type ClassIndices, type Predictions } from '../shapes.ts';

/** The rounds of the selection unless somebody asks for more or fewer. */
export const GREEDY_ROUNDS = 25;

/** Rows that are scored for all members before the next ones: their sum stays in the processor's first cache. */
const ROWS_AT_ONCE = 256;

/**
 * The weights of greedy selection with replacement: each round adds the member with which the sum of those chosen so
 * far is right most often, of equal ones the earlier member; of the rounds the first best one counts. A member's weight is
 * how often it was chosen. As the first round chooses the best member, the ensemble is never worse than it on these samples.
 *
 * Source: R. Caruana et al. 2004, "Ensemble Selection from Libraries of Models", sections 2.1 and 2.2.
 *
 * @param members each member's predictions of samples that none of them was trained on, [samples, classes]
 * @param labels [samples]
 * @param rounds 1 or more
 * @throws RangeError when the shapes do not match or there is no member
 */
export function fitGreedy(
  members: readonly Predictions[],
  labels: ClassIndices,
  classes: number,
  rounds = GREEDY_ROUNDS,
): Combination {
  if (members.length === 0) throw new RangeError('there are no members to choose from');
  for (const predictions of members) countLabelledRows(predictions, labels, classes);
  const sum = new Float64Array(labels.length * classes);
  const chosen: number[] = [];
  let best = { right: -1, rounds: 0 };
  for (let round = 1; round <= rounds; round++) {
    const right = countRight(sum, members, labels, classes);
    const member = right.indexOf(right.reduce((most, count) => Math.max(most, count)));
    chosen.push(member);
    if (right[member]! > best.right) best = { right: right[member]!, rounds: round };
    const predictions = members[member]!;
    for (let index = 0; index < sum.length; index++) sum[index]! += predictions[index]!;
  }
  const weights = new Array<number>(members.length).fill(0);
  for (const member of chosen.slice(0, best.rounds)) weights[member]! += 1 / best.rounds;
  return { rule: 'greedy', weights };
}

/** How many samples the sum is right on with each of the members added to it, [members]. */
function countRight(
  sum: Float64Array,
  members: readonly Predictions[],
  labels: ClassIndices,
  classes: number,
): Uint32Array {
  const right = new Uint32Array(members.length);
  for (let from = 0; from < labels.length; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, labels.length);
    for (const [member, predictions] of members.entries()) {
      right[member]! += countRightRows(sum, predictions, labels, classes, from, to);
    }
  }
  return right;
}

/** The same for one member and some rows: it stops at the first class that wins over the label. */
function countRightRows(
  sum: Float64Array,
  predictions: Predictions,
  labels: ClassIndices,
  classes: number,
  from: number,
  to: number,
): number {
  let right = 0;
  for (let row = from; row < to; row++) {
    const start = row * classes;
    const label = start + labels[row]!;
    const score = sum[label]! + predictions[label]!;
    let index = start;
    while (index < label && sum[index]! + predictions[index]! < score) index++;
    if (index < label) continue;
    index++;
    while (index < start + classes && sum[index]! + predictions[index]! <= score) index++;
    if (index === start + classes) right++;
  }
  return right;
}
