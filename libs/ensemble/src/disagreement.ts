import { requireBelow, requireClasses, requireSameLength, type ClassIndices } from './shapes.ts';

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
 * @param predicted for every member, [samples], from `argMax`
 * @throws RangeError when members differ in length, there is no member or no sample, or a class is not
 *   below `classes`
 */
export function meanDisagreement(predicted: readonly ClassIndices[], classes: number): number {
  const samples = requireMembers(predicted, classes);
  const members = predicted.length;
  if (members === 1) return 0;
  let agreeingPairs = 0;
  const votes = new Uint32Array(classes);
  for (let sample = 0; sample < samples; sample++) {
    // The v-th vote for a class agrees with the v - 1 before it.
    for (const member of predicted) agreeingPairs += votes[member[sample]!]!++;
    for (const member of predicted) votes[member[sample]!] = 0;
  }
  const pairs = (members * (members - 1)) / 2;
  return (pairs * samples - agreeingPairs) / (pairs * samples);
}

/** Checks the members' predicted classes; returns the number of samples. */
function requireMembers(predicted: readonly ClassIndices[], classes: number): number {
  requireClasses(classes);
  const samples = predicted[0]?.length ?? 0;
  if (samples === 0) throw new RangeError('the disagreement of no predictions is not defined');
  for (const member of predicted) {
    requireSameLength('predicted classes', member.length, 'of the first member', samples);
    requireBelow(classes, 'prediction', member);
  }
  return samples;
}
