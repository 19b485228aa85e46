import type { SplitShares } from '../split-draw.ts';

/** What the user decides about a table, where its columns and cells do not. */
export interface TableOptions {
  /** The column that holds the class. Default: `label`. */
  readonly target?: string;
  /** Whether the first line of a CSV file names the columns. Default: true. Else they are `column 1`, `column 2` … */
  readonly header?: boolean;
  /** Columns that are no features. */
  readonly leaveOut?: readonly string[];
  /** Columns whose numbers are categories, as postal codes are. */
  readonly categories?: readonly string[];
  /** What happens to rows without a label. Default: `refuse`. */
  readonly missingLabels?: 'refuse' | 'leave-out';
  /**
   * How the training table will be divided, by `SplitDraw` in the order of its rows with a label: columns are learnt of
   * those that stay in training alone. All of them are in the train split all the same. Default: nothing is drawn.
   */
  readonly shares?: SplitShares;
  readonly signal?: AbortSignal;
}

/** The settings of a configuration that decide the same, for messages. */
export const SETTINGS = {
  target: 'dataset.target',
  header: 'dataset.header',
  leaveOut: 'dataset.leaveOut',
  categories: 'dataset.categories',
  missingLabels: 'dataset.missingLabels',
} as const;

/** The column that holds the class, unless the user names another. */
export const DEFAULT_TARGET = 'label';
