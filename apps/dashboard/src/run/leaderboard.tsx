import {
  formatAccuracy,
  formatDuration,
  formatInteger,
  formatLoss,
  type LeaderboardReport,
  type LeaderboardRow,
  type Report,
} from '@chorus/run-view';
import { Panel, Scroller } from '../parts.tsx';

/** Members, ensembles of the first of them, and rules side by side. */
export function Leaderboard({ report, board }: { report: Report; board: LeaderboardReport }) {
  const hasValidation = board.rows.some(({ validation }) => validation !== undefined);
  const rows = board.rows.toSorted((one, other) => worthOf(other) - worthOf(one));
  const columns = [
    'Members',
    ...(hasValidation ? ['Validation accuracy', 'NLL'] : []),
    'Test accuracy',
    'NLL',
    'Training',
    'Predicting',
    'Parameters',
  ];
  return (
    <Panel title="Leaderboard">
      <p class="muted">{remarkOn(report, board)}</p>
      <Scroller label="Leaderboard" tall>
        <table>
          <thead>
            <tr>
              <th scope="col">Ensemble or member</th>
              {columns.map((name, index) => (
                <th key={index} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.name} row={row} hasValidation={hasValidation} />
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}

function Row({ row, hasValidation }: { row: LeaderboardRow; hasValidation: boolean }) {
  const { name, members, validation, test, trainSeconds, predictSeconds, parameters, onFront } =
    row;
  return (
    <tr>
      <th scope="row">
        {name}
        {onFront && (
          <span title="nothing with as few members is as accurate on the validation samples">
            {' '}
            ★
          </span>
        )}
      </th>
      <td class="number">{members.length}</td>
      {hasValidation && (
        <>
          <td class="number strong">{validation ? formatAccuracy(validation.accuracy) : '–'}</td>
          <td class="number">{validation ? formatLoss(validation.nll) : '–'}</td>
        </>
      )}
      <td class="number">{formatAccuracy(test.accuracy)}</td>
      <td class="number">{formatLoss(test.nll)}</td>
      <td class="number">{formatDuration(trainSeconds)}</td>
      <td class="number">
        {predictSeconds === undefined ? '–' : `${predictSeconds.toFixed(2)} s`}
      </td>
      <td class="number">{formatInteger(parameters)}</td>
    </tr>
  );
}

function remarkOn({ rules }: Report, { leaveOut }: LeaderboardReport): string {
  if (!rules) {
    return 'The run held out no validation samples: choosing by test figures would spoil them.';
  }
  const declared =
    `Declared beforehand: ${rules.declared.rule}. Test figures of the others are nothing to choose by. ` +
    '★: nothing with as few members is as accurate on the validation samples.';
  if (leaveOut === null) return declared;
  if (leaveOut.length === 0) return `${declared} No member can be left out without a loss.`;
  const members = leaveOut.toSorted((one, other) => one - other).join(', ');
  return `${declared} Without members ${members} the sum is right as often on them.`;
}

function worthOf({ validation, test }: LeaderboardRow): number {
  return (validation ?? test).accuracy;
}
