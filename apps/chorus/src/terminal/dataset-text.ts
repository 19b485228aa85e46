import type { DatasetDescription, Finding, SplitName } from '@chorus/data';
import { formatCount } from '@chorus/run-view';
import type { Style } from './style.ts';
import { renderTable, type Column } from './table.ts';

/** What `chorus dataset` tells; its JSON. */
export interface DatasetSummary extends DatasetDescription {
  readonly sha256: string;
  /** The dataset's file in the cache. */
  readonly path: string;
  readonly findings: readonly Finding[];
  /** Samples of each class, in the order of `classes`, of each split that there is. */
  readonly counts: { readonly [Split in SplitName]?: readonly number[] };
}

/** More are counted. */
const MOST_CLASSES = 200;
const MOST_COLUMNS = 100;
const LONGEST_BAR = 40;
/** What a bar is made of, by split. */
const BLOCKS = { train: '█', validation: '▓', test: '░' } as const;

/** The dataset as lines for people. */
export function renderDataset(summary: DatasetSummary, style: Style): string[] {
  return [
    style('bold', headline(summary)),
    '',
    ...renderClasses(summary),
    ...renderColumns(summary),
    '',
    ...summary.findings.map(({ kind, text }) =>
      kind === 'warning' ? style('yellow', `warning: ${text}`) : text,
    ),
    `Its SHA-256 is ${summary.sha256}; it is kept as ${summary.path}.`,
  ];
}

function headline({ name, classes, sample, ...counts }: DatasetSummary): string {
  const { trainSamples, validationSamples, testSamples } = counts;
  const held = validationSamples === undefined ? '' : `, ${validationSamples} validation`;
  return (
    `${name}: ${trainSamples} training${held} and ${testSamples} test samples of ` +
    `${formatCount(classes.length, 'class', 'classes')}, each ${sample.shape.join(' × ')} of ${sample.type}`
  );
}

function renderClasses({ classes, counts }: DatasetSummary): string[] {
  const splits = (['train', 'validation', 'test'] as const).filter((split) => counts[split]);
  const countsOf = (label: number) => splits.map((split) => counts[split]![label]!);
  const totals = classes.map((_, label) => countsOf(label).reduce((sum, count) => sum + count, 0));
  const longest = Math.max(...totals);
  const shown = classes.slice(0, MOST_CLASSES);
  const columns: Column[] = [
    { title: 'class' },
    ...splits.map((title) => ({ title, align: 'right' }) as const),
    { title: splits.map((split) => `${BLOCKS[split]} ${split}`).join('  ') },
  ];
  const rows = shown.map((name, label) => [
    name,
    ...countsOf(label).map(String),
    barOf(splits, countsOf(label), longest),
  ]);
  const more = classes.length - shown.length;
  return [...renderTable(columns, rows), ...(more > 0 ? [`and ${more} more classes`] : [])];
}

function barOf(
  splits: readonly (keyof typeof BLOCKS)[],
  counts: readonly number[],
  longest: number,
): string {
  return counts
    .map((count, at) => BLOCKS[splits[at]!].repeat(Math.round((count / longest) * LONGEST_BAR)))
    .join('');
}

/** What a table's preparation says of a column. */
interface PreparedColumn {
  readonly name: string;
  readonly kind: string;
  readonly fill?: number;
  readonly categories?: readonly string[];
}

function renderColumns({ columns = [], preparation, normalisation }: DatasetSummary): string[] {
  if (columns.length === 0) return [];
  const prepared = (preparation as { readonly columns?: readonly PreparedColumn[] }).columns ?? [];
  const shown = columns.slice(0, MOST_COLUMNS);
  const titles: Column[] = [
    { title: 'column' },
    { title: 'what it holds' },
    { title: 'mean', align: 'right' },
    { title: 'deviation', align: 'right' },
  ];
  const rows = shown.map((name, at) => [
    name,
    describeColumn(prepared[at]),
    ...[normalisation?.mean[at], normalisation?.deviation[at]].map((value) =>
      value === undefined ? '' : short(value),
    ),
  ]);
  const more = columns.length - shown.length;
  return ['', ...renderTable(titles, rows), ...(more > 0 ? [`and ${more} more columns`] : [])];
}

function describeColumn(column: PreparedColumn | undefined): string {
  if (column?.categories) return formatCount(column.categories.length, 'category', 'categories');
  return column?.fill === undefined
    ? 'numbers'
    : `numbers; ${short(column.fill)} where one is missing`;
}

/** A number with the digits that a reader wants. */
function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
