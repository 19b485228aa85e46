import { COMBINING_RULES, type Combination, ofMembers, type RuleName } from '@chorus/ensemble';
import { ChorusError } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';

/**
 * The rule by which an export combines its members.
 *
 * @param members their numbers, in the order of the report
 * @param rule by default the run's own
 * @throws ChorusError `refused` for a rule that would have to be fitted, or that was fitted for all members
 */
export function chooseCombination(
  run: FinishedRun,
  members: readonly number[],
  rule: RuleName = run.combination.rule,
): Combination {
  const positions = members.map((number) =>
    run.members.findIndex(({ member }) => member === number),
  );
  try {
    return ofMembers(combinationOf(run, rule), positions);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ChorusError(
      'refused',
      `${error.message}: export all members, or name a rule that needs no fitting, such as --rule sum`,
    );
  }
}

function combinationOf({ combination, runId }: FinishedRun, rule: RuleName): Combination {
  if (rule === combination.rule) return combination;
  if (COMBINING_RULES[rule].needs === 'nothing') return { rule };
  throw new ChorusError(
    'refused',
    `run ${runId} was combined by ${combination.rule}, and has no weights or coefficients for ${rule}: leave --rule out, or combine it first`,
  );
}
