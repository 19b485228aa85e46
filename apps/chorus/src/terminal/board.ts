import {
  describeEnsemble,
  describeGain,
  formatAccuracy,
  formatDataset,
  formatDuration,
  formatLoss,
  formatRate,
  formatSeconds,
  memberSecondsLeft,
  type MemberView,
  runSecondsLeft,
  type RunView,
  trainingShare,
  waitsFor,
  worthOf,
} from '@chorus/run-view';
import { epochsOf } from '@chorus/run-config';
import { Pauses } from './pauses.ts';
import { plainStyle, type Style } from './style.ts';
import { cut, widthOf } from './text-width.ts';

/** The room that the board has, and the time that it shows. */
export interface BoardSize {
  /** The width of the terminal, in characters. */
  readonly columns: number;
  /** The height of the terminal, in lines. */
  readonly rows: number;
  /** The time by the coordinator's clock, in Unix time. */
  readonly nowMs: number;
}

/** One piece of a line. The highest `drop` goes first when the line is too long; 0 never goes. */
interface Cell {
  readonly text: string;
  readonly drop: number;
}

const GAP = '  ';
const NARROWEST_BAR = 6;
const WIDEST_BAR = 24;

/**
 * A run as lines of text, none longer than the terminal is wide: first the run, with a validation set
 * its ensemble, then one line per member. When there are more members than rows, those that are at
 * work are shown, the rest counted.
 */
export function renderBoard(
  view: RunView,
  size: BoardSize,
  style: Style = plainStyle,
  pauses = new Pauses(),
): string[] {
  const ensemble = ensembleLines(view, size);
  const shown = visibleMembers(view.members, size.rows - ensemble.length);
  const labelWidth = `member ${view.members.length}`.length;
  const lines = shown.map((member) => {
    const label = { text: `member ${member.member}`.padEnd(labelWidth), drop: 0 };
    const pauseMs = pauses.leftMs(member.member, size.nowMs);
    const cells = [label, ...memberCells(member, view, pauseMs)];
    return fitLine(cells, size.columns, member, view, style);
  });
  const rest = view.members.filter((member) => !shown.includes(member));
  if (rest.length > 0) lines.push(cut(countOf(rest), size.columns));
  return [style('bold', runLine(view, size)), ...ensemble, ...lines];
}

/** What the members done are worth together, and what the next one adds, if there is a validation set. */
function ensembleLines({ ensembles = [] }: RunView, { columns }: BoardSize): string[] {
  const newest = ensembles.at(-1);
  if (!newest) return [];
  const gain = { text: describeGain(newest) ?? '', drop: 1 };
  return [
    cut(join(dropToFit([{ text: describeEnsemble(newest), drop: 0 }, gain], columns)), columns),
  ];
}

function runLine(view: RunView, { columns, nowMs }: BoardSize): string {
  const { members, config, submittedMs, finishedMs } = view;
  const done = members.filter(({ phase }) => phase === 'done').length;
  const elapsed = formatDuration(((finishedMs ?? nowMs) - submittedMs) / 1000);
  const left = view.status === 'running' ? runSecondsLeft(view) : undefined;
  const cells = [
    { text: `run ${view.runId}`, drop: 3 },
    { text: formatDataset(config.dataset), drop: 0 },
    { text: `${done}/${config.members.count} members done`, drop: 0 },
    { text: view.status === 'running' ? '' : view.status, drop: 0 },
    { text: `${elapsed} elapsed`, drop: 2 },
    { text: left === undefined ? '' : `${formatDuration(left)} left`, drop: 1 },
  ].filter(({ text }) => text !== '');
  return cut(join(dropToFit(cells, columns)), columns);
}

function memberCells(member: MemberView, view: RunView, pauseMs: number): Cell[] {
  const worker = { text: member.worker, drop: 6 };
  switch (member.phase) {
    case 'pending':
      return [{ text: waitingText(member, view, pauseMs), drop: 0 }];
    case 'assigned':
      return [{ text: 'starting', drop: 0 }, worker];
    case 'failed':
      return [{ text: `failed: ${member.lostReason ?? 'no reason given'}`, drop: 0 }];
    case 'cancelled':
      return [{ text: 'cancelled', drop: 0 }];
    case 'training':
      return [...trainingCells(member, view), worker];
    case 'predicting':
      return [
        { text: view.config.predicts ? 'predicting' : 'predicting the test samples', drop: 0 },
        worker,
      ];
    case 'done':
      return [{ text: 'done', drop: 0 }, ...worthCells(member), worker];
  }
}

function worthCells(member: MemberView): Cell[] {
  const worth = worthOf(member);
  if (!worth) return [];
  const { set, loss, accuracy } = worth;
  return [
    { text: `${set} loss ${formatLoss(loss)}`, drop: 1 },
    { text: `${set} accuracy ${formatAccuracy(accuracy)}`, drop: 0 },
  ];
}

/** @param pauseMs how long it is not given to any worker, its trainer having failed */
function waitingText(member: MemberView, view: RunView, pauseMs: number): string {
  if (view.status !== 'running') return 'not trained to its end';
  const former = waitsFor(member, view);
  if (former !== undefined) return `waiting for member ${former}`;
  const { lostReason } = member;
  if (!lostReason) return 'waiting for a worker';
  if (pauseMs > 0) return `waiting ${formatSeconds(pauseMs)} to be tried again: ${lostReason}`;
  return `waiting for a worker again: ${lostReason}`;
}

function trainingCells(member: MemberView, { config }: RunView): Cell[] {
  const epochs = epochsOf(config, member);
  const epoch = Math.min(member.progress?.epoch ?? member.epochs.length + 1, epochs);
  const cells = [
    { text: `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`, drop: 0 },
  ];
  const now = member.progress ?? member.epochs.at(-1);
  if (!now) return cells;
  const left = memberSecondsLeft(member, config);
  return [
    ...cells,
    { text: `loss ${formatLoss(now.loss)}`, drop: 2 },
    { text: `acc ${now.accuracy.toFixed(3)}`, drop: 3 },
    { text: formatRate(now.samplesPerSecond).padStart(15), drop: 5 },
    { text: left === undefined ? '' : `${formatDuration(left)} left`, drop: 4 },
  ];
}

/** Drops cells until there is room for them and a bar, and gives the bar what is left over. */
function fitLine(
  cells: readonly Cell[],
  columns: number,
  member: MemberView,
  { config }: RunView,
  style: Style,
): string {
  const colour = COLOURS[member.phase];
  if (['failed', 'pending', 'cancelled'].includes(member.phase)) {
    return style(colour, cut(join(cells), columns));
  }
  const barRoom = GAP.length + NARROWEST_BAR;
  const [label, ...others] = dropToFit(cells, columns - barRoom);
  const free = columns - widthOf(join([label!, ...others])) - GAP.length;
  if (free < NARROWEST_BAR) return cut(join([label!, ...others]), columns);
  const bar = renderBar(trainingShare(member, config), Math.min(free, WIDEST_BAR));
  return [label!.text, style(colour, bar), join(others)].join(GAP);
}

const COLOURS = {
  pending: 'dim',
  assigned: 'dim',
  training: 'yellow',
  predicting: 'yellow',
  done: 'green',
  failed: 'red',
  cancelled: 'dim',
} as const;

function dropToFit(cells: readonly Cell[], columns: number): readonly Cell[] {
  if (widthOf(join(cells)) <= columns) return cells;
  const most = Math.max(...cells.map(({ drop }) => drop));
  return most === 0
    ? cells
    : dropToFit(
        cells.filter(({ drop }) => drop < most),
        columns,
      );
}

function renderBar(share: number, width: number): string {
  const full = Math.floor(share * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

function join(cells: readonly Cell[]): string {
  return cells
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join(GAP);
}

/** Every member, or as many as there are rows for: those at work before the others. */
function visibleMembers(members: readonly MemberView[], rows: number): readonly MemberView[] {
  // The run's line, the count of the rest, and the line that the cursor stands on.
  const room = Math.max(1, rows - 3);
  if (members.length <= room) return members;
  const rank = ({ phase }: MemberView) => IMPORTANCE.indexOf(phase);
  const chosen = members.toSorted((one, other) => rank(one) - rank(other)).slice(0, room);
  return members.filter((member) => chosen.includes(member));
}

const IMPORTANCE: readonly MemberView['phase'][] = [
  'failed',
  'training',
  'predicting',
  'assigned',
  'pending',
  'done',
  'cancelled',
];

function countOf(members: readonly MemberView[]): string {
  const counts = ['training', 'done', 'pending', 'failed', 'cancelled']
    .map((phase) => [phase, members.filter((member) => groupOf(member) === phase).length] as const)
    .filter(([, count]) => count > 0)
    .map(([phase, count]) => `${count} ${phase === 'pending' ? 'waiting' : phase}`);
  return `… and ${members.length} more: ${counts.join(', ')}`;
}

function groupOf({ phase }: MemberView): string {
  return phase === 'assigned' || phase === 'predicting' ? 'training' : phase;
}
