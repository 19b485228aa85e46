import {
  contrastNotes,
  describeContrasts,
  differenceRows,
  formatAccuracy,
  formatDataset,
  formatLoss,
  resultRows,
  runLetter,
  type ComparedRun,
  type Comparison,
  type ComparisonRow,
} from '@chorus/run-view';

import { plainStyle, type Style } from './style.ts';
import { renderTable } from './table.ts';
import { cut, widthOf } from './text-width.ts';

const GAP = 2;
/** Numbers are not cut: rather a line is too long. */
const NARROWEST_CELL = 8;
/** What stands beside a curve. */
const CURVE_TEXT = 47;
const WIDEST_CURVE = 60;
const BARS = [...'▁▂▃▄▅▆▇█'];

/** Runs side by side as lines of text; each run has a letter. @param columns of the terminal */
export function renderComparison(
  comparison: Comparison,
  columns: number,
  style: Style = plainStyle,
): string[] {
  const { runs } = comparison;
  const differences = differenceRows(comparison);
  const section = (title: string, lines: readonly string[]) => ['', style('bold', title), ...lines];
  return [
    section('Runs', runs.map(runLine)),
    section(
      'What differs',
      differences.length > 0 ? sideBySide(differences, columns) : ['no setting, version or device'],
    ),
    section(
      'Loss on training samples: mean of the members, least to most',
      curveLines(runs, 'loss', columns),
    ),
    section('Accuracy on training samples', curveLines(runs, 'accuracy', columns)),
    section(
      'Accuracy on test samples, time and speed',
      sideBySide(resultRows(comparison), columns),
    ),
    section('Ensembles on the same test samples', contrastLines(comparison)),
  ]
    .flat()
    .slice(1);
}

function runLine({ runId, status, reason, dataset }: ComparedRun, index: number): string {
  const end = reason === '' ? status : `${status}: ${reason}`;
  return `${runLetter(index)}  ${runId}  ${formatDataset(dataset)}  ${end}`;
}

/** The runs' cells in columns of the same width. */
function sideBySide(rows: readonly ComparisonRow[], columns: number): string[] {
  const runs = rows[0]!.length - 1;
  const nameWidth = Math.max(...rows.map(([name]) => widthOf(name)));
  const room = Math.floor((columns - nameWidth) / runs) - GAP;
  const cells = rows.map(([name, ...values]) => [
    name,
    ...values.map((value) => cut(value, Math.max(room, NARROWEST_CELL))),
  ]);
  const titles = Array.from({ length: runs }, (_, index) => runLetter(index));
  return renderTable(
    ['', ...titles].map((title) => ({ title, align: title === '' ? 'left' : 'right' })),
    cells,
  );
}

/** A sparkline per run, all on the same scales, and the newest values. */
function curveLines(
  runs: readonly ComparedRun[],
  measure: 'loss' | 'accuracy',
  columns: number,
): string[] {
  const format = measure === 'loss' ? formatLoss : formatAccuracy;
  const means = runs.flatMap(({ epochs }) => epochs.map((epoch) => epoch[measure].mean));
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const epochs = Math.max(...runs.flatMap((run) => run.epochs.map(({ epoch }) => epoch)));
  const width = Math.min(epochs, WIDEST_CURVE, Math.max(1, columns - CURVE_TEXT));
  return runs.map((run, index) => {
    const last = run.epochs.at(-1);
    if (!last) return `${runLetter(index)}  no epoch is finished yet`;
    const bars = new Array<string>(width).fill(' ');
    for (const { epoch, [measure]: spread } of run.epochs) {
      bars[Math.ceil((epoch * width) / epochs) - 1] = barOf(spread.mean, least, most);
    }
    const { mean, least: lowest, most: highest } = last[measure];
    const spread = `${format(mean)}, ${format(lowest)} to ${format(highest)}`;
    return `${runLetter(index)}  ${bars.join('')}  ${spread} in epoch ${last.epoch}`;
  });
}

function barOf(value: number, least: number, most: number): string {
  const share = most > least ? (value - least) / (most - least) : 0;
  return BARS[Math.round(share * (BARS.length - 1))]!;
}

function contrastLines(comparison: Comparison): string[] {
  const lines = describeContrasts(comparison).flatMap(({ title, verdict, detail }) => [
    `${title}: ${verdict}`,
    ...(detail === '' ? [] : [`  ${detail}`]),
  ]);
  return [...lines, ...contrastNotes(comparison)];
}
