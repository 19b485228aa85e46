import {
  describeStop,
  formatAccuracy,
  formatCount,
  formatDataset,
  formatDuration,
  formatLoss,
  formatCombination,
  formatRule,
  type EnsembleReport,
  type MemberReport,
  type MissingReport,
  type Report,
  type RulesReport,
  type ValidationReport,
} from '@chorus/run-view';
import { renderSearch } from './search-text.ts';
import { renderTable } from './table.ts';

const MEMBER_COLUMNS = [
  { title: 'member', align: 'right' },
  { title: 'seed', align: 'right' },
  { title: 'worker' },
  { title: 'attempts', align: 'right' },
  { title: 'train loss', align: 'right' },
  { title: 'train acc', align: 'right' },
  { title: 'test loss', align: 'right' },
  { title: 'test acc', align: 'right' },
  { title: 's/epoch', align: 'right' },
] as const;

const SAMPLE_COLUMNS = [
  { title: 'test sample', align: 'right' },
  { title: 'actual' },
  { title: 'predicted' },
  { title: '' },
] as const;

/** The result of a run for people: members, ensemble, ten test samples, and where the files are. */
export function renderSummary(report: Report, filesNote: string): string[] {
  const { runId, dataset, members, missing, ensemble, samples, wallSeconds } = report;
  const accuracies = members.map(({ testAccuracy }) => testAccuracy);
  const best = Math.max(...accuracies);
  return [
    '',
    `Run ${runId} succeeded in ${formatDuration(wallSeconds)}: ` +
      `${formatDataset(dataset)}, ${dataset.trainSamples} training and ${dataset.testSamples} test samples`,
    ...(report.extends === undefined ? [] : [extensionLine(report.extends, members)]),
    '',
    ...memberTable(members),
    ...missing.map(missingLine),
    ...(report.search ? renderSearch(report.search) : []),
    '',
    `Ensemble of ${members.length}${ruleWords(ensemble)}: accuracy ${formatAccuracy(ensemble.accuracy)}, ` +
      `NLL ${formatLoss(ensemble.nll)}, Brier ${formatLoss(ensemble.brier)}, ` +
      `ECE ${formatLoss(ensemble.ece)}, disagreement ${formatLoss(ensemble.disagreement)}`,
    `Members: best ${formatAccuracy(best)}, mean ${formatAccuracy(mean(accuracies))}; the ensemble ` +
      `gains ${signed(ensemble.accuracy - best)} over the best, ` +
      `${signed(ensemble.accuracy - mean(accuracies))} over the mean`,
    ...measureLines(ensemble),
    ...(report.validation?.stoppedEarly ? [stopLine(report.validation.stoppedEarly)] : []),
    ...(dataset.synthetic ? [`The dataset ${dataset.name} is synthetic: no photographs.`] : []),
    '',
    ...renderTable(
      SAMPLE_COLUMNS,
      samples.map(({ index, actual, predicted }) => [
        String(index),
        actual,
        predicted,
        actual === predicted ? '' : 'wrong',
      ]),
    ),
    ...(report.rules ? rulesLines(report.rules) : []),
    '',
    filesNote,
  ];
}

function extensionLine(runId: string, members: readonly MemberReport[]): string {
  const taken = members.filter(({ from }) => from !== undefined);
  return `It extends run ${runId}: ${formatCount(taken.length, 'member')} taken in, ${members.length - taken.length} trained`;
}

/** ` by greedy`; nothing for the plain sum. */
function ruleWords({ combination }: EnsembleReport): string {
  const words = combination ? formatCombination(combination) : 'sum';
  return words === 'sum' ? '' : ` by ${words}`;
}

function measureLines({ measures }: EnsembleReport): string[] {
  if (!measures) return [];
  const { accuracyInterval, top5Accuracy, macroF1, aurc, accuracyAt90 } = measures;
  const { low, high } = accuracyInterval;
  const top5 = top5Accuracy === undefined ? '' : `top-5 ${formatAccuracy(top5Accuracy)}, `;
  return [
    `Accuracy 95%: ${formatAccuracy(low)} to ${formatAccuracy(high)}; ${top5}macro F1 ${formatAccuracy(macroF1)}, ` +
      `AURC ${formatLoss(aurc)}, accuracy on the surest 90% ${formatAccuracy(accuracyAt90)}`,
  ];
}

const RULE_COLUMNS = [
  { title: 'combined by' },
  { title: 'validation acc', align: 'right' },
  { title: 'NLL', align: 'right' },
  { title: '' },
  { title: 'test acc', align: 'right' },
  { title: 'NLL', align: 'right' },
] as const;

/** The rules on the validation samples, and apart from these what they are worth on the test samples. */
function rulesLines({ validation, notChosen }: RulesReport): string[] {
  return [
    '',
    ...renderTable(
      RULE_COLUMNS,
      validation.map((row, index) => {
        const test = notChosen[index - 1];
        return [
          formatRule(row),
          formatAccuracy(row.accuracy),
          formatLoss(row.nll),
          test ? 'not chosen:' : 'declared',
          test ? formatAccuracy(test.accuracy) : '',
          test ? formatLoss(test.nll) : '',
        ];
      }),
    ),
  ];
}

/** The members; where they differ, each with its group. */
function memberTable(members: readonly MemberReport[]): string[] {
  const rows = members.map(memberRow);
  if (!members.some(({ group }) => group !== undefined)) return renderTable(MEMBER_COLUMNS, rows);
  const [number, ...others] = MEMBER_COLUMNS;
  const inGroups = rows.map(([member, ...cells], index) => [
    member!,
    members[index]!.group ?? '',
    ...cells,
  ]);
  return renderTable([number, { title: 'group' }, ...others], inGroups);
}

function stopLine(stopped: NonNullable<ValidationReport['stoppedEarly']>): string {
  const { stopWhenGainBelow, savedDeviceHours } = stopped;
  const savedSeconds = savedDeviceHours * 3600;
  return `The run ${describeStop({ ...stopped, savedSeconds }, stopWhenGainBelow)}.`;
}

function memberRow(member: MemberReport): string[] {
  const last = member.epochs.at(-1);
  return [
    String(member.member),
    String(member.seed),
    member.worker,
    String(member.attempts),
    last ? formatLoss(last.loss) : '-',
    last ? formatAccuracy(last.accuracy) : '-',
    formatLoss(member.testLoss),
    formatAccuracy(member.testAccuracy),
    last ? mean(member.epochs.map(({ seconds }) => seconds)).toFixed(1) : '-',
  ];
}

function missingLine({ member: number, group, attempts, kind, reason }: MissingReport): string {
  const member = `${number}${group === undefined ? '' : ` (${group})`}`;
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  if (kind === '') return `member ${member} is missing: it was not trained`;
  if (kind === 'cancelled') return `member ${member} is missing: ${reason}`;
  return `member ${member} is missing: it was given up after ${tries} (${kind}): ${reason}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function signed(difference: number): string {
  return `${difference < 0 ? '' : '+'}${formatAccuracy(difference)}`;
}
