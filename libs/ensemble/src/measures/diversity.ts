import { requireSameLength, type ClassIndices } from '../shapes.ts';
import { cohensKappa } from './class-scores.ts';

/** How far members differ in what they choose and where they err: means over all pairs; null without a pair. */
export interface Diversity {
  /** Cohen's kappa of what two members choose: 1 when they always agree, 0 when as often as chance. */
  readonly kappa: number | null;
  /** The correlation of two members' errors, −1 to 1: the lower, the more the ensemble gains. */
  readonly errorCorrelation: number | null;
}

/** Members whose pairs are looked at: twenty thousand pairs are enough, and many members stay quick. */
const MOST_MEMBERS = 200;

/**
 * The members' diversity by pairs, of the first 200 members. Pairs for which a figure is not defined, as a member
 * without an error has no correlation, are left out.
 *
 * Source: L. I. Kuncheva and C. J. Whitaker 2003, "Measures of Diversity in Classifier Ensembles and Their Relationship with
 * the Ensemble Accuracy", for pairs and the correlation (their ρ); D. D. Margineantu and T. G. Dietterich 1997, "Pruning
 * Adaptive Boosting", for kappa.
 *
 * @param predicted what each member chooses, [members][samples]
 * @param labels [samples]
 * @throws RangeError when the lengths differ or a class is not below `classes`
 */
export function diversityOf(
  predicted: readonly ClassIndices[],
  labels: ClassIndices,
  classes: number,
): Diversity {
  const members = predicted.slice(0, MOST_MEMBERS);
  const wrong = members.map((own) => {
    requireSameLength('labels', labels.length, 'predicted classes', own.length);
    return Uint8Array.from(own, (value, sample) => Number(value !== labels[sample]));
  });
  const kappas: number[] = [];
  const correlations: number[] = [];
  for (let one = 0; one < members.length; one++) {
    for (let other = one + 1; other < members.length; other++) {
      kappas.push(...defined(cohensKappa(members[one]!, members[other]!, classes)));
      correlations.push(...defined(correlation(wrong[one]!, wrong[other]!)));
    }
  }
  return { kappa: mean(kappas), errorCorrelation: mean(correlations) };
}

/** Pearson's correlation of zeros and ones (phi); null when one of them never changes. */
function correlation(one: Uint8Array, other: Uint8Array): number | null {
  let [ofOne, ofOther, ofBoth] = [0, 0, 0];
  for (let sample = 0; sample < one.length; sample++) {
    ofOne += one[sample]!;
    ofOther += other[sample]!;
    ofBoth += one[sample]! & other[sample]!;
  }
  const samples = one.length;
  const spread = ofOne * (samples - ofOne) * ofOther * (samples - ofOther);
  return spread === 0 ? null : (samples * ofBoth - ofOne * ofOther) / Math.sqrt(spread);
}

function defined(value: number | null): number[] {
  return value === null ? [] : [value];
}

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
