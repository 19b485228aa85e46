import { type Combination, ofMembers } from '@chorus/ensemble';
import { ChorusError } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';

/**
 * How the members that are exported are combined.
 *
 * @param members their numbers, in the order of the report
 * @param combination that of all members of the ensemble
 * @throws ChorusError `refused` for a rule that was fitted for all members
 */
export function combinationOfMembers(
  run: FinishedRun,
  members: readonly number[],
  combination: Combination,
): Combination {
  const positions = members.map((number) =>
    run.members.findIndex(({ member }) => member === number),
  );
  try {
    return ofMembers(combination, positions);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ChorusError(
      'refused',
      `${error.message}: export all members, or name a rule that needs no fitting, such as --rule sum`,
    );
  }
}
