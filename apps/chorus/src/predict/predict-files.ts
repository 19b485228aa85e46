import type { PredictionSource } from '@chorus/data/own-data';
import { EnsemblePredictor, pieceSamplesOf, predictSource, sampleOf } from '@chorus/prediction';
import type { FinishedRun } from '@chorus/run-files';
import { leastCertain } from './least-certain.ts';
import { type PredictedRow, rowsOf } from './predicted-row.ts';
import type { Written } from './columns.ts';
import type { RowWriter } from './row-writer.ts';

/** What is done with predictions. */
export interface PredictOptions {
  /** The share of samples that is marked as least certain, 0 to 1; undefined: none. */
  readonly abstain: number | undefined;
  /** Opened when the members are ready. */
  readonly open: (written: Written) => Promise<RowWriter>;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
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
 * Predicts all of a source with a run's members and writes it. What is written is whole: where it fails, the caller
 * abandons it.
 *
 * @throws DatasetError, ChorusError; the signal's reason
 */
export async function predictFiles(
  run: FinishedRun,
  source: PredictionSource,
  { abstain, open, onProgress, signal }: PredictOptions,
): Promise<PredictOutcome> {
  const sizes = [pieceSamplesOf(sampleOf(run), source.items)];
  using predictor = await EnsemblePredictor.open(run, { sizes, signal });
  const { classes } = predictor;
  const problems: string[] = [];
  const kept: PredictedRow[] = [];
  const writer = abstain === undefined ? await open({ classes, abstained: undefined }) : undefined;
  let done = 0;
  for await (const piece of predictSource(predictor, source, run.combination, signal)) {
    const rows = rowsOf(piece, classes);
    problems.push(...rows.flatMap(({ problem }) => problem ?? []));
    done += rows.length;
    onProgress({ done, total: source.items ?? done });
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
