import { requireBelow, requireClasses, requireSameLength, type ClassIndices } from '../shapes.ts';

/**
 * How many members predict which class for each sample. Members are added one by one, so that memory
 * does not grow with their number.
 */
export class Votes {
  /** [samples, classes], row by row; each row totals the number of members. */
  readonly counts: Uint32Array;
  readonly samples: number;
  readonly classes: number;
  #members = 0;

  /** @throws RangeError when there would be no samples or no classes */
  constructor(samples: number, classes: number) {
    requireClasses(classes);
    if (samples === 0) throw new RangeError('there are no samples to vote on');
    this.counts = new Uint32Array(samples * classes);
    this.samples = samples;
    this.classes = classes;
  }

  /** How many members have been added. */
  get members(): number {
    return this.#members;
  }

  /**
   * Adds one member's predicted classes, [samples], from `argMax`.
   * @throws RangeError when they have another length, or a class is not below `classes`; the votes are
   *   then as they were
   */
  add(predicted: ClassIndices): void {
    requireSameLength('predicted classes', predicted.length, 'samples', this.samples);
    requireBelow(this.classes, 'prediction', predicted);
    for (const [sample, classIndex] of predicted.entries()) {
      this.counts[sample * this.classes + classIndex]! += 1;
    }
    this.#members++;
  }
}

/**
 * The mean over all pairs of members of the share of samples for which the two predict different
 * classes: from 0 (all the same) to 1; 0 for a single member, which has no pair.
 *
 * Counted by votes instead of by pairs, so that the cost grows with the members and not with their
 * square: v members that vote for one class make v(v − 1)/2 agreeing pairs.
 *
 * Source: T. K. Ho 1998, "The random subspace method for constructing decision forests", whose tree
 * agreement is one minus this. The disagreement measure of Skalak 1996 and of Kuncheva & Whitaker
 * 2003, "Measures of diversity in classifier ensembles", instead counts the samples that exactly one
 * member of the pair gets right; two members that are wrong in different ways agree there, not here.
 *
 * @throws RangeError when there is no member
 */
export function meanDisagreement({ counts, samples, members }: Votes): number {
  if (members === 0) throw new RangeError('the disagreement of no members is not defined');
  if (members === 1) return 0;
  let agreeingPairs = 0;
  for (const votes of counts) agreeingPairs += (votes * (votes - 1)) / 2;
  const pairs = (members * (members - 1)) / 2;
  return (pairs * samples - agreeingPairs) / (pairs * samples);
}
