import type { PredictedRow } from './predicted-row.ts';

/** A column of what is written, in the types of Parquet. */
export interface Column {
  readonly name: string;
  readonly type: 'STRING' | 'INT32' | 'DOUBLE' | 'BOOLEAN';
  /** @returns undefined for an empty cell */
  of(row: PredictedRow): string | number | boolean | undefined;
}

/** What is written beside the predictions. */
export interface Written {
  readonly classes: readonly string[];
  /** The rows that are abstained from; undefined: that was not asked for. */
  readonly abstained: ReadonlySet<PredictedRow> | undefined;
}

/** The columns of a table of predictions. */
export function columnsOf({ classes, abstained }: Written): Column[] {
  return [
    { name: 'file', type: 'STRING', of: ({ file }) => file },
    { name: 'row', type: 'INT32', of: ({ row }) => row },
    { name: 'class', type: 'STRING', of: ({ prediction }) => prediction?.class },
    { name: 'probability', type: 'DOUBLE', of: ({ prediction }) => prediction?.probability },
    { name: 'disagreement', type: 'DOUBLE', of: ({ prediction }) => prediction?.disagreement },
    { name: 'entropy', type: 'DOUBLE', of: ({ prediction }) => prediction?.entropy },
    {
      name: 'mutual_information',
      type: 'DOUBLE',
      of: ({ prediction }) => prediction?.mutualInformation,
    },
    ...(abstained ? [abstainedColumn(abstained)] : []),
    { name: 'error', type: 'STRING', of: ({ problem }) => problem },
    ...classes.map((name, label): Column => ({
      name: `probability_${name}`,
      type: 'DOUBLE',
      of: ({ prediction }) => prediction?.probabilities[label],
    })),
  ];
}

function abstainedColumn(abstained: ReadonlySet<PredictedRow>): Column {
  return {
    name: 'abstained',
    type: 'BOOLEAN',
    of: (row) => (row.prediction ? abstained.has(row) : undefined),
  };
}
