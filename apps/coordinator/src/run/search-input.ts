import type { RunConfig, RunMember } from '@chorus/proto';
import type { TestSet } from '@chorus/run-files';
import type { RunView } from '@chorus/run-view';
import type { SearchInput } from '../arithmetic/rank-trials.ts';
import { validatedMember } from './validated-member.ts';

/** What is ranked of a run: its trials, as far as their members are done. */
interface SearchedRun {
  readonly config: RunConfig;
  readonly view: Readonly<RunView>;
  requireTestSet(): TestSet;
  resolved(member: number): RunMember;
}

/** The search of a run whose members have all ended; undefined where nothing is searched. */
export function searchInput(run: SearchedRun): SearchInput | undefined {
  const { search, groups = [] } = run.config.members;
  if (!search) return undefined;
  const { validationLabels, folds } = run.requireTestSet();
  // Each trial is a group.
  const byTrial = Map.groupBy(
    run.view.members.filter(({ phase }) => phase === 'done'),
    ({ group }) => group!,
  );
  return {
    keep: search.keep,
    labels: validationLabels!,
    ...(folds && { folds }),
    trials: groups.map(({ count }, index) => {
      const members = byTrial.get(index) ?? [];
      return {
        trial: index + 1,
        members: members.map((view) => validatedMember(view, run.resolved(view.member))),
        isWhole: members.length === count,
      };
    }),
  };
}
