import type { PredictedPiece } from '@chorus/prediction';
import { leastCertain } from './least-certain.ts';
import { type PredictedRow, rowsOf } from './predicted-row.ts';
import type { Written } from './columns.ts';
import type { RowWriter } from './row-writer.ts';

/** What is done with predictions. */
export interface WriteOptions {
  /** The names of the classes. */
  readonly classes: readonly string[];
  /** The share of samples that is marked as least certain, 0 to 1; undefined: none. */
  readonly abstain: number | undefined;
  /** Opened before anything is predicted, or where samples are marked, at the end. */
  readonly open: (written: Written) => Promise<RowWriter>;
  /** Called after each piece, with how many items were predicted. */
  readonly onWritten: (items: number) => void;
  readonly signal: AbortSignal;
}

/** How it went. */
export interface PredictOutcome {
  readonly predicted: number;
  /** Why others could not be, each a line. */
  readonly problems: readonly string[];
  readonly abstained: number;
}

/**
 * Writes what is predicted as it comes. What is written is whole: where it fails, the caller abandons it.
 *
 * @param pieces items that follow one another, from wherever they are predicted
 * @throws whatever predicting throws; ChorusError; the signal's reason
 */
export async function writePredictions(
  pieces: AsyncIterable<PredictedPiece>,
  { classes, abstain, open, onWritten, signal }: WriteOptions,
): Promise<PredictOutcome> {
  const problems: string[] = [];
  const kept: PredictedRow[] = [];
  const writer = abstain === undefined ? await open({ classes, abstained: undefined }) : undefined;
  let done = 0;
  for await (const piece of pieces) {
    const rows = rowsOf(piece, classes);
    problems.push(...rows.flatMap(({ problem }) => problem ?? []));
    done += rows.length;
    onWritten(done);
    if (writer) await writer.write(rows);
    else kept.push(...rows);
  }
  signal.throwIfAborted();
  const abstained = abstain === undefined ? undefined : leastCertain(kept, abstain);
  const last = writer ?? (await open({ classes, abstained }));
  if (!writer) await last.write(kept);
  await last.finish();
  return { predicted: done - problems.length, problems, abstained: abstained?.size ?? 0 };
}
