import type { PredictionSource } from '@chorus/data/own-data';
import type { PlainReporter } from '../terminal/plain-reporter.ts';
import { tellFindings } from '../train/tell-findings.ts';

/** Problems of single files or rows that are listed. */
const LISTED_PROBLEMS = 10;

/** Tells what was odd about files that were to be predicted. @param problems of single files or rows, each a line */
export function tellProblems(
  { findings }: PredictionSource,
  problems: readonly string[],
  reporter: PlainReporter,
): void {
  tellFindings(
    findings.filter(({ kind }) => kind !== 'recognised'),
    reporter,
  );
  for (const problem of problems.slice(0, LISTED_PROBLEMS)) reporter.warn(problem);
  const more = problems.length - LISTED_PROBLEMS;
  if (more > 0) reporter.warn(`and ${more} more that cannot be predicted`);
}
