import type { RunConfig } from '../src/index.ts';
import type { Search } from '../src/search-section.ts';
import { trialName, trialValues } from '../src/search-trials.ts';

/** The members of a search for tests, whose trials differ in nothing but what is said to have been drawn. */
export function sampleSearch(
  search: Search,
  folds?: number,
): Pick<RunConfig['members'], 'count' | 'search' | 'groups' | 'folds'> {
  const count = folds ?? 1;
  const groups = trialValues({ search, seed: 1 }).map((values, index) => ({
    ...{ name: trialName(index), count, values },
  }));
  const inFolds = folds === undefined ? {} : { folds };
  return { count: search.trials * count, search, groups, ...inFolds };
}
