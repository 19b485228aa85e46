import { BACKENDS } from '@chorus/backend-names';
import { Interruption } from '@chorus/command-line';
import { evaluateFinished, type FinishedEvaluation } from '@chorus/coordinator';
import { chorusHome } from '@chorus/machine';
import { backendOf, openOtherSource } from '@chorus/prediction';
import { combiningWish } from '@chorus/run-config';
import { findRun, FinishedRun } from '@chorus/run-files';
import { EXIT_STATUS } from '../exit-status.ts';
import { prepareTensorFlow } from '../predict/prepare-tensorflow.ts';
import { tellApart, type TellApartOutcome } from '../predict/tell-apart.ts';
import { tellProblems } from '../predict/tell-problems.ts';
import { renderLeaderboard } from '../terminal/leaderboard-text.ts';
import { renderNotable } from '../terminal/notable-text.ts';
import { PlainReporter } from '../terminal/plain-reporter.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';
import { renderSearch } from '../terminal/search-text.ts';
import { renderToldApart } from '../terminal/told-apart-text.ts';
import { showWork } from '../train/show-work.ts';

/** What `chorus leaderboard` was told. */
export interface LeaderboardFlags {
  readonly json?: boolean;
  /** Other data: files, or the name of a dataset. */
  readonly ood?: readonly string[];
}

/**
 * Shows the members of a run that has succeeded, ensembles of the first of them, and rules side by side, then the test
 * samples to look at, and how well other data are told apart if some are named.
 *
 * @param word the run's folder, or its id
 * @returns the exit status: 1 when some of the other data could not be predicted
 * @throws ChorusError for what is wrong with the run; DatasetError for what is wrong with the other data
 */
export async function leaderboard(word: string, { json, ood }: LeaderboardFlags): Promise<number> {
  const run = FinishedRun.open(findRun(word));
  const interruption = new Interruption();
  try {
    const outcome = ood && (await compareWithOther(run, ood, interruption.signal));
    await show(run, outcome, json);
    return outcome && outcome.problems.length > 0 ? EXIT_STATUS.failed : EXIT_STATUS.succeeded;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitStatus;
    throw error;
  }
}

async function show(
  run: FinishedRun,
  outcome: TellApartOutcome | undefined,
  json: boolean | undefined,
): Promise<void> {
  const { search } = run.report;
  const { leaderboard: board, notable } = await comparedIn(run);
  if (json) {
    const ood = outcome && { ...outcome, problems: undefined };
    printJson({ runId: run.runId, ...board, notable, search, ood });
  } else {
    printLines([
      ...renderLeaderboard(board),
      ...(search ? renderSearch(search) : []),
      ...renderNotable(notable),
      ...(outcome ? renderToldApart(outcome) : []),
    ]);
  }
}

/** Runs of before have none of it in their report. */
async function comparedIn(
  run: FinishedRun,
): Promise<Pick<FinishedEvaluation, 'leaderboard' | 'notable'>> {
  const { leaderboard, notable } = run.report;
  if (leaderboard && notable) return { leaderboard, notable };
  return evaluateFinished(run, combiningWish(run.config.combining));
}

async function compareWithOther(
  run: FinishedRun,
  inputs: readonly string[],
  signal: AbortSignal,
): Promise<TellApartOutcome> {
  const { CHORUS_DATA_DIR: dataDir } = process.env;
  const options = { home: chorusHome(process.env), dataDir, signal };
  const source = await openOtherSource(run, inputs, options);
  const reporter = new PlainReporter(process.stderr, process.stderr, process.env);
  if (BACKENDS[backendOf(run)].needsSetUp) await prepareTensorFlow(reporter, signal);
  const { onProgress, stop } = showWork('predicting', reporter);
  const outcome = await tellApart(run, source, { onProgress, signal }).finally(stop);
  tellProblems(source, outcome.problems, reporter);
  return outcome;
}
