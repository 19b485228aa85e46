import { evaluateFinished } from '@chorus/coordinator';
import { combiningWish } from '@chorus/run-config';
import { findRun, FinishedRun } from '@chorus/run-files';
import { EXIT_STATUS } from '../exit-status.ts';
import { renderLeaderboard } from '../terminal/leaderboard-text.ts';
import { renderSearch } from '../terminal/search-text.ts';

/**
 * Shows the members of a run that has succeeded, ensembles of the first of them, and rules side by side.
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
  // Runs of before have none in their report.
  const board =
    run.report.leaderboard ??
    (await evaluateFinished(run, combiningWish(run.config.combining))).leaderboard;
  const { search } = run.report;
  const text = json
    ? JSON.stringify({ runId: run.runId, ...board, ...(search && { search }) })
    : [...renderLeaderboard(board), ...(search ? renderSearch(search) : [])].join('\n');
  process.stdout.write(`${text}\n`);
  return EXIT_STATUS.succeeded;
}
