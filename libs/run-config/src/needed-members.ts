import type { RunDocument } from './run-document.ts';

/** What of a configuration, settled or not, the number of needed members follows from. */
interface Asked {
  readonly members: Pick<RunDocument['members'], 'count' | 'search' | 'folds'>;
  readonly faults: Pick<RunDocument['faults'], 'minMembers'>;
}

/**
 * How many members must be done for the run to succeed, unless it says so itself: all; of a search so many that as many
 * trials have all their members as are kept, whichever fail. A trial that diverges is a bad trial, and fails no run.
 */
export function neededMembers({ members, faults }: Asked): number {
  return faults.minMembers ?? fewestOfSearch(members) ?? members.count;
}

/** The fewest members of a search that leave enough trials whole; undefined where nothing is searched. */
export function fewestOfSearch({
  search,
  folds = 1,
}: Pick<RunDocument['members'], 'search' | 'folds'>): number | undefined {
  // Each member that fails may be of another trial.
  return search && search.trials * (folds - 1) + search.keep;
}

/** How many members the ensemble consists of when all are done. */
export function ensembleSize({
  count,
  search,
  folds = 1,
}: Pick<RunDocument['members'], 'count' | 'search' | 'folds'>): number {
  return search ? search.keep * folds : count;
}
