import { evaluateFinished, type FinishedEvaluation } from '@chorus/coordinator';
import { combiningWish } from '@chorus/run-config';
import { findRun, FinishedRun } from '@chorus/run-files';
import { EXIT_STATUS } from '../exit-status.ts';
import { renderLeaderboard } from '../terminal/leaderboard-text.ts';
import { renderNotable } from '../terminal/notable-text.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';
import { renderSearch } from '../terminal/search-text.ts';

/**
 * Shows the members of a run that has succeeded, ensembles of the first of them, and rules side by side, then the test
 * samples to look at.
 *
 * @param word the run's folder, or its id
 * @returns the exit status
 * @throws ChorusError for what is wrong with the run
 */
export async function leaderboard(
  word: string,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const run = FinishedRun.open(findRun(word));
  const { search } = run.report;
  const { leaderboard: board, notable } = await comparedIn(run);
  if (json) printJson({ runId: run.runId, ...board, notable, ...(search && { search }) });
  else {
    printLines([
      ...renderLeaderboard(board),
      ...(search ? renderSearch(search) : []),
      ...renderNotable(notable),
    ]);
  }
  return EXIT_STATUS.succeeded;
}

/** Runs of before have none of it in their report. */
async function comparedIn(
  run: FinishedRun,
): Promise<Pick<FinishedEvaluation, 'leaderboard' | 'notable'>> {
  const { leaderboard, notable } = run.report;
  if (leaderboard && notable) return { leaderboard, notable };
  return evaluateFinished(run, combiningWish(run.config.combining));
}
