/** What a run that has ended is worth, by any way of combining its members: from the files that it left alone. */
import type { CombiningWish } from '@chorus/ensemble';
import { validatedOn } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';
import type { EnsembleReport, LeaderboardReport, Report, RulesReport } from '@chorus/run-view';
import { compute } from '../arithmetic/compute.ts';
import type { EvaluatedEnsemble } from '../arithmetic/evaluate-ensemble.ts';
import { costOf, reportLeaderboard, reportNotable, reportRules } from '../run/report-comparison.ts';
import { validatedMember } from '../run/validated-member.ts';
import { requireFitting } from './require-fitting.ts';

/** The parts of a report that follow from predictions. */
export interface FinishedEvaluation {
  readonly ensemble: EnsembleReport;
  /** Absent without validation samples. */
  readonly rules?: RulesReport;
  readonly leaderboard: LeaderboardReport;
  readonly notable: NonNullable<Report['notable']>;
}

/**
 * Combines the members of a run again.
 *
 * @param combining how; what is fitted is fitted on the run's held-out samples
 * @throws ChorusError `invalid` when something is to be fitted and cannot be, `not-found` or `corrupt` when predictions are not those that the run wrote
 */
export async function evaluateFinished(
  run: FinishedRun,
  combining: CombiningWish,
): Promise<FinishedEvaluation> {
  requireFitting(run, combining);
  const { dataset } = run.config;
  const { report, view } = run;
  const labels = run.labels();
  const { validationLabels, folds } = run.heldOut();
  const evaluated: EvaluatedEnsemble = await compute('evaluateEnsemble', {
    combining,
    folder: run.folder.path,
    members: report.members.map(({ member, predictionsSha256 }) => ({ member, predictionsSha256 })),
    labels,
    classes: dataset.classes.length,
    samples: [],
    ...(validationLabels && {
      validation: {
        labels: validationLabels,
        ...(folds && { folds }),
        members: report.members.map(({ member }) =>
          validatedMember(view.members[member - 1]!, run.resolved(member)),
        ),
      },
    }),
  });
  const costs = report.members.map((member) =>
    costOf(member, run.config, run.resolved(member.member).group),
  );
  const rules = reportRules(evaluated.rules, validatedOn(run.config));
  return {
    ensemble: evaluated.ensemble,
    ...(rules && { rules }),
    leaderboard: reportLeaderboard(costs, evaluated),
    notable: reportNotable(evaluated, labels, dataset.classes),
  };
}
