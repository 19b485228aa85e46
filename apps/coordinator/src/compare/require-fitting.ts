import { COMBINING_RULES, foldSweeps, needsValidation, type CombiningWish } from '@chorus/ensemble';
import { ChorusError, validatedOn } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';

/** @throws ChorusError `invalid` when something is to be fitted for which the run has no held-out predictions */
export function requireFitting(run: FinishedRun, wish: CombiningWish): void {
  const problem = needsValidation(wish) ? problemOf(run, wish) : undefined;
  if (problem === undefined) return;
  const isOfRule = COMBINING_RULES[wish.rule].needs === 'validation';
  const what = isOfRule ? wish.rule : `--calibration ${wish.calibration}`;
  const remedy = isOfRule
    ? 'choose sum, vote, geometric-mean or weighted'
    : 'leave the calibration out';
  throw new ChorusError('invalid', `${what} ${problem}, or ${remedy}`);
}

function problemOf(run: FinishedRun, { rule }: CombiningWish): string | undefined {
  const { config, runId } = run;
  const { folds } = config.members;
  if (validatedOn(config) === 0) {
    return `is fitted on held-out samples, and run ${runId} held out none: train with --validation-split 0.1 or --folds 5`;
  }
  if (folds === undefined) return undefined;
  const members = run.members.map(({ member }) => {
    const { samples, group } = run.resolved(member);
    return { fold: samples!.fold!.number, group };
  });
  const sweeps = foldSweeps(members, folds);
  if (!sweeps) {
    return `is fitted on out-of-fold predictions, and not all members of run ${runId} are in whole sweeps of ${folds} folds: train a multiple of ${folds}`;
  }
  if (rule !== 'greedy' || sweeps.length > 1) return undefined;
  return `chooses among sweeps of folds, and the ${members.length} members of run ${runId} are one: train ${2 * folds}`;
}
