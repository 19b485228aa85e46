import { epochsOf, groupNameOf } from '@chorus/run-config/config-of-group';
import {
  formatAccuracy,
  formatDuration,
  formatInteger,
  formatLoss,
  isSealed,
  memberSecondsLeft,
  trainingShare,
  waitsFor,
  worthOf,
  type MemberView,
  type RunView,
} from '@chorus/run-view';
import type { ComponentChildren } from 'preact';
import { memo } from 'preact/compat';
import { useState } from 'preact/hooks';
import { useTurn } from '../after-frame.ts';
import { memberHue } from '../colours.ts';
import { Bar, Panel, Scroller, State, Swatch } from '../parts.tsx';
import type { RunStream } from '../run-stream.ts';

interface MemberTableProps {
  readonly view: RunView;
  readonly stream: RunStream;
  readonly selected: number | undefined;
  readonly onSelect: (member: number) => void;
}

const ROWS_PER_TURN = 25;

const numbersOf = (set: string) => ['Loss', 'Accuracy', `${set} accuracy`, 'Samples/s', 'Left'];

/** Every member: how far it is, what it is worth, who trains it. */
export function MemberTable({ view, stream, selected, onSelect }: MemberTableProps) {
  const { members } = view;
  const starts = members.filter((_, index) => index % ROWS_PER_TURN === 0);
  return (
    <Panel title="Members" aside={<span class="muted hint">choose one to follow its curve</span>}>
      <Scroller label="Members" tall>
        <table class={view.config.members.groups ? 'members grouped' : 'members'}>
          <thead>
            <tr>
              <th scope="col">Member</th>
              <th scope="col">Epochs</th>
              <th scope="col">State</th>
              {numbersOf(isSealed(view) ? 'Validation' : 'Test').map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
              <th scope="col">Worker</th>
              <th scope="col" class="number">
                Attempt
              </th>
            </tr>
          </thead>
          {starts.map(({ member }) => (
            <MemberRows
              key={member}
              first={member}
              {...{ view, stream, selected, onSelect }}
              revision={stream.revision}
            />
          ))}
        </table>
      </Scroller>
    </Panel>
  );
}

interface MemberRowsProps extends MemberTableProps {
  /** Number of the first member. */
  readonly first: number;
  /** The revision of the stream, whose view is changed in place. */
  readonly revision: number;
}

/** Some of the rows, drawn in a turn of their own: hundreds at once would stop the page. */
function MemberRows({ first, view, stream, selected, onSelect, revision }: MemberRowsProps) {
  const [rows, setRows] = useState<ComponentChildren>(null);
  const draw = () =>
    view.members
      .slice(first - 1, first - 1 + ROWS_PER_TURN)
      .map((member) => (
        <MemberRow
          key={member.member}
          member={member}
          view={view}
          changes={stream.changesOf(member.member)}
          former={waitsFor(member, view)}
          onValidation={isSealed(view)}
          isSelected={member.member === selected}
          onSelect={onSelect}
        />
      ));
  useTurn(() => setRows(draw()), [revision, selected, view]);
  return <tbody>{rows}</tbody>;
}

interface MemberRowProps {
  readonly member: MemberView;
  readonly view: RunView;
  /** The number of changes of the member's view, which is changed in place. */
  readonly changes: number;
  /** The member that it waits for. */
  readonly former: number | undefined;
  /** Whether the column is of the validation samples. */
  readonly onValidation: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (member: number) => void;
}

const MemberRow = memo(
  function MemberRow({ member, view, former, onValidation, isSelected, onSelect }: MemberRowProps) {
    const { config } = view;
    const { member: number, epochs, progress, phase, attempt, worker, backupOf } = member;
    const group = groupNameOf(config, member);
    const wanted = epochsOf(config, member);
    const now = progress ?? epochs.at(-1);
    const isTraining = phase === 'training';
    const left = isTraining ? memberSecondsLeft(member, config) : undefined;
    return (
      <tr class={isSelected ? 'selected' : ''}>
        <th scope="row">
          <button type="button" aria-pressed={isSelected} onClick={() => onSelect(number)}>
            <Swatch member={number} /> {number}
            {group !== undefined && (
              <span class="muted group" title={group}>
                {group}
              </span>
            )}
          </button>
        </th>
        <td>
          {wanted === 0 ? (
            <span class="muted">not trained</span>
          ) : (
            <span class="progress">
              <Bar
                value={trainingShare(member, config)}
                label={`member ${number}`}
                hue={memberHue(number)}
              />
              {epochs.length}/{wanted}
            </span>
          )}
        </td>
        <td>
          <State of={phase} />
          {former !== undefined && <span class="muted"> for member {former}</span>}
          {backupOf !== undefined && <span class="muted"> for {backupOf}</span>}
        </td>
        <td class="number">{now ? formatLoss(now.loss) : '–'}</td>
        <td class="number">{now ? formatAccuracy(now.accuracy) : '–'}</td>
        <td class="number strong">{phase === 'done' ? formatWorth(member, onValidation) : '–'}</td>
        <td class="number">{now && isTraining ? formatInteger(now.samplesPerSecond) : '–'}</td>
        <td class="number">{left === undefined ? '–' : formatDuration(left)}</td>
        <td>{worker || '–'}</td>
        <td class="number">{attempt || '–'}</td>
      </tr>
    );
  },
  (before, after) =>
    before.changes === after.changes &&
    before.former === after.former &&
    before.onValidation === after.onValidation &&
    before.isSelected === after.isSelected &&
    before.member === after.member,
);

/** Of members that are not in the ensemble nobody knows what they are worth on the test samples. */
function formatWorth(member: MemberView, onValidation: boolean): string {
  const worth = worthOf(member);
  return worth && (worth.set === 'test' || onValidation) ? formatAccuracy(worth.accuracy) : '–';
}
