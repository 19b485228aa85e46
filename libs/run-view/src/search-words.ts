import type { RunConfig } from '@chorus/proto';
import { formatCount } from './format.ts';
import type { SearchReport, TrialReport } from './report.ts';

/** `6 trials of training.learningRate and network.dropout, to keep the best 2 on held-out samples`; undefined where nothing is searched. */
export function describeSearch({
  members: { search },
}: Pick<RunConfig, 'members'>): string | undefined {
  if (!search) return undefined;
  const { trials, keep, ranges } = search;
  const settings = new Intl.ListFormat('en-GB').format(Object.keys(ranges));
  const kept = keep === 1 ? 'the best one' : `the best ${keep}`;
  return `${formatCount(trials, 'trial')} of ${settings}, to keep ${kept} on held-out samples`;
}

/** `learningRate 0.00123, dropout 0.3`: what was drawn for a trial, by the last keys of the settings. */
export function formatValues(values: TrialReport['values']): string {
  return Object.entries(values)
    .map(([path, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return `${path.slice(path.lastIndexOf('.') + 1)} ${text}`;
    })
    .join(', ');
}

/** The trials from the best to the worst; those that were not ranked stand last. */
export function inRankOrder({ trials }: SearchReport): TrialReport[] {
  return trials.toSorted((one, other) => rankOf(one) - rankOf(other));
}

/** How a search chose, in a sentence. */
export function describeChoice({ keep, samples, trials }: SearchReport): string {
  const ranked = trials.filter(({ rank }) => rank !== undefined).length;
  const others = trials.length - ranked;
  const notRanked = others === 0 ? '' : ` (${formatCount(others, 'trial')} without all members)`;
  return (
    `The best ${keep} of ${formatCount(ranked, 'trial')}${notRanked}, ranked on ${formatCount(samples, 'held-out sample')} ` +
    'before any test sample: of a choice the best look better on them than they are'
  );
}

function rankOf({ rank = Number.MAX_SAFE_INTEGER }: TrialReport): number {
  return rank;
}
