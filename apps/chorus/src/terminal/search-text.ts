import {
  describeChoice,
  formatAccuracy,
  formatCount,
  formatLoss,
  formatValues,
  inRankOrder,
  type SearchReport,
  type TrialReport,
} from '@chorus/run-view';
import { renderTable } from './table.ts';

/** Trials that are shown beside those that are kept: the report has all. */
const MOST_SHOWN = 20;

const COLUMNS = [
  { title: 'rank', align: 'right' },
  { title: 'trial', align: 'right' },
  { title: 'validation acc', align: 'right' },
  { title: 'NLL', align: 'right' },
  { title: '' },
  { title: 'drawn' },
] as const;

/** The trials of a search, the best first, after an empty line. */
export function renderSearch(search: SearchReport): string[] {
  const trials = inRankOrder(search);
  const shown = trials.slice(0, Math.max(MOST_SHOWN, search.keep));
  const more = trials.length - shown.length;
  return [
    '',
    ...renderTable(COLUMNS, shown.map(cellsOf)),
    ...(more > 0 ? [`and ${formatCount(more, 'more trial')}, which report.json has`] : []),
    `${describeChoice(search)}.`,
  ];
}

function cellsOf({ trial, rank, validation, values, kept }: TrialReport): string[] {
  return [
    rank === undefined ? '-' : String(rank),
    String(trial),
    validation ? formatAccuracy(validation.accuracy) : '-',
    validation ? formatLoss(validation.nll) : '-',
    kept ? 'kept' : '',
    formatValues(values),
  ];
}
