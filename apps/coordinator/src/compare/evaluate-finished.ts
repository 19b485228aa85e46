/** What a run that has ended is worth, by any way of combining its members: from the files that it left alone. */
import type { CombiningWish } from '@chorus/ensemble';
import { configOfGroup } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';
import type { EnsembleReport, LeaderboardReport, Report, RulesReport } from '@chorus/run-view';
import { compute } from '../arithmetic/compute.ts';
import type { EvaluatedEnsemble } from '../arithmetic/evaluate-ensemble.ts';
import { costOf, reportLeaderboard, reportNotable, reportRules } from '../run/report-comparison.ts';

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
 * @param combining how; what is fitted is fitted on the run's validation samples
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that the run wrote
 */
export async function evaluateFinished(
  run: FinishedRun,
  combining: CombiningWish,
): Promise<FinishedEvaluation> {
  const { dataset } = run.config;
  const { report, view } = run;
  const labels = run.labels();
  const evaluated: EvaluatedEnsemble = await compute('evaluateEnsemble', {
    combining,
    folder: run.folder.path,
    members: report.members.map(({ member, predictionsSha256 }) => ({ member, predictionsSha256 })),
    labels,
    classes: dataset.classes.length,
    samples: [],
    ...(run.hasValidation && {
      validation: {
        labels: run.validationLabels(),
        predictionsSha256: report.members.map(
          ({ member }) => view.members[member - 1]!.validation!.predictionsSha256,
        ),
      },
    }),
  });
  const costs = report.members.map((member) =>
    costOf(member, configOfGroup(run.config, run.resolved(member.member).group)),
  );
  const rules = reportRules(evaluated.rules, dataset.validationSamples);
  return {
    ensemble: evaluated.ensemble,
    ...(rules && { rules }),
    leaderboard: reportLeaderboard(costs, evaluated),
    notable: reportNotable(evaluated, labels, dataset.classes),
  };
}
