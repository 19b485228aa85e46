import {
  formatAccuracy,
  formatDuration,
  formatInteger,
  formatLoss,
  type LeaderboardReport,
  type LeaderboardRow,
} from '@chorus/run-view';
import { renderTable } from './table.ts';

/** The table of a run's members, ensembles and rules; the best on the validation samples first, without any on the test samples. */
export function renderLeaderboard({ rows, leaveOut }: LeaderboardReport): string[] {
  const hasValidation = rows.some(({ validation }) => validation !== undefined);
  const sorted = rows.toSorted((one, other) => worthOf(other) - worthOf(one));
  return [
    ...renderTable(
      [
        { title: '' },
        { title: '' },
        { title: 'members', align: 'right' },
        ...(hasValidation
          ? ([
              { title: 'validation acc', align: 'right' },
              { title: 'NLL', align: 'right' },
            ] as const)
          : []),
        { title: 'test acc', align: 'right' },
        { title: 'NLL', align: 'right' },
        { title: 'training', align: 'right' },
        { title: 'predicting', align: 'right' },
        { title: 'parameters', align: 'right' },
        { title: 'weights', align: 'right' },
      ],
      sorted.map((row) => cellsOf(row, hasValidation)),
    ),
    '',
    ...remarksOn(leaveOut, hasValidation),
  ];
}

function cellsOf(row: LeaderboardRow, hasValidation: boolean): string[] {
  const { name, members, validation, test, onFront } = row;
  return [
    onFront ? '*' : '',
    name,
    String(members.length),
    ...(hasValidation
      ? [
          validation ? formatAccuracy(validation.accuracy) : '-',
          validation ? formatLoss(validation.nll) : '-',
        ]
      : []),
    formatAccuracy(test.accuracy),
    formatLoss(test.nll),
    formatDuration(row.trainSeconds),
    row.predictSeconds === undefined ? '-' : `${row.predictSeconds.toFixed(2)} s`,
    formatInteger(row.parameters),
    `${(row.weightBytes / 1e6).toFixed(1)} MB`,
  ];
}

function remarksOn(leaveOut: readonly number[] | null, hasValidation: boolean): string[] {
  if (!hasValidation) {
    return [
      'The run held out no validation samples: to choose by the test figures would spoil them. Train with --validation-split 0.1 to choose.',
    ];
  }
  const front = '* nothing with as few members is as accurate on the validation samples';
  if (leaveOut === null) return [front];
  if (leaveOut.length === 0) return [front, 'No member can be left out without a loss.'];
  const members = leaveOut.toSorted((one, other) => one - other).join(', ');
  const which = leaveOut.length === 1 ? `Member ${members}` : `Members ${members}`;
  return [front, `${which} could be left out: the sum of the others is right as often on them.`];
}

function worthOf({ validation, test }: LeaderboardRow): number {
  return (validation ?? test).accuracy;
}
