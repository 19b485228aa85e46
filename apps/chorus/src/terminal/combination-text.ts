import {
  formatAccuracy,
  formatCombination,
  formatLoss,
  type EnsembleReport,
  type Report,
} from '@chorus/run-view';

/** What another combination of a run's members is worth, beside what the run reported. */
export function renderCombination(
  report: Report,
  members: readonly number[],
  ensemble: EnsembleReport,
): string[] {
  const { combination, measures } = ensemble;
  const { weights, temperature, memberTemperatures } = combination!;
  const listed = (values: readonly number[]) =>
    values.map((value, index) => `${members[index]}: ${Number(value.toFixed(4))}`).join(', ');
  return [
    `Run ${report.runId}, ${members.length} members by ${formatCombination(combination!)}: ` +
      `accuracy ${formatAccuracy(ensemble.accuracy)} ` +
      `(95%: ${formatAccuracy(measures!.accuracyInterval.low)} to ${formatAccuracy(measures!.accuracyInterval.high)}), ` +
      `NLL ${formatLoss(ensemble.nll)}, Brier ${formatLoss(ensemble.brier)}, ECE ${formatLoss(ensemble.ece)}`,
    ...(weights ? [`Weights by member: ${listed(weights)}`] : []),
    ...(memberTemperatures ? [`Temperatures by member: ${listed(memberTemperatures)}`] : []),
    ...(temperature === undefined ? [] : [`Temperature: ${temperature.toFixed(4)}`]),
    `The run declared ${report.ensemble.method} beforehand: accuracy ${formatAccuracy(report.ensemble.accuracy)}, ` +
      `NLL ${formatLoss(report.ensemble.nll)}. What is chosen after the test figures were seen is no unbiased estimate.`,
  ];
}
