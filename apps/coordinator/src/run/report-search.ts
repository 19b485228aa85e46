import { validatedOn, type RunConfig } from '@chorus/proto';

import type { SearchReport } from '@chorus/run-view';
import type { RankedTrial } from '../arithmetic/rank-trials.ts';

/** @param trials how they were ranked; undefined where nothing is searched */
export function reportSearch(
  config: RunConfig,
  trials: readonly RankedTrial[] | undefined,
): SearchReport | undefined {
  const { search, groups = [] } = config.members;
  if (!search || !trials) return undefined;
  return {
    keep: search.keep,
    samples: validatedOn(config),
    trials: trials.map(({ trial, members, kept, ...ranked }) => ({
      trial,
      members: [...members],
      values: { ...groups[trial - 1]!.values },
      ...ranked,
      kept,
    })),
  };
}
