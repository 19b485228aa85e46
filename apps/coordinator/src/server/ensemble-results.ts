/**
 * What is made of members' results: the validation of an ensemble, and the report of a run. It is
 * computed beside the event loop (`arithmetic/compute.ts`); what comes of it is a step of the ledger like
 * any other, which waits for room on disk (LEDGER-4).
 */
import { ChorusError } from '@chorus/proto';
import { requireWhole } from '@chorus/run-files';
import { compute } from '../arithmetic/compute.ts';
import type { EvaluatedEnsemble } from '../arithmetic/evaluate-ensemble.ts';
import type { Untimed } from '../journal/record.ts';
import { ensembleOf } from '../run/build-report.ts';
import { NO_CONTENT, readNotable, type NotableContent } from '../run/read-notable.ts';
import type { Run } from '../run/run.ts';
import type { DatasetStore } from './dataset-store.ts';
import type { Ledger } from './ledger.ts';
import { isNoRoom } from './no-room.ts';

/** What is done when something was computed. */
interface Computed<Output> {
  /** When it finds no room on disk it is done again. */
  readonly done: (output: Output) => void;
  readonly failed: (message: string) => void;
}

interface EnsembleResultsOptions {
  readonly ledger: Ledger;
  readonly datasets: Pick<DatasetStore, 'open'>;
  /** Records what has happened. */
  readonly take: (record: Untimed) => void;
  /** Unix time in milliseconds. */
  readonly nowMs: () => number;
  readonly warn: (message: string) => void;
}

export class EnsembleResults {
  readonly #options: EnsembleResultsOptions;

  constructor(options: EnsembleResultsOptions) {
    this.#options = options;
  }

  /** Validates the ensemble of members that are done. */
  validate(run: Run, members: readonly number[]): void {
    const { runId } = run;
    const { take } = this.#options;
    this.#compute(run, () => compute('validate', run.toValidate(members)), {
      done: (validation) => {
        const remainingSeconds = run.remainingSeconds();
        take({ type: 'ensemble-validated', runId, validation, remainingSeconds });
      },
      failed: (message) => {
        const reason = `the coordinator cannot validate the ensemble: ${message}`;
        take({ type: 'run-failed', runId, reason });
      },
    });
  }

  /** Sums up a run whose members have all ended, and writes its report. */
  sumUp(run: Run): void {
    const { runId } = run;
    const { take, nowMs } = this.#options;
    if (run.config.predicts) return this.#endPredicting(run);
    const sumUp = async () => {
      const evaluated = await compute('evaluateEnsemble', ensembleOf(run));
      return { evaluated, notable: await this.#readNotable(run, evaluated) };
    };
    this.#compute(run, sumUp, {
      done: ({ evaluated, notable }) => {
        requireWhole(run);
        const written = run.writeReport(evaluated, notable, nowMs());
        take({ type: 'run-summed', runId, outcome: { status: 'succeeded', ...written } });
      },
      failed: (message) => {
        const reason = `the report could not be made: ${message}`;
        take({ type: 'run-summed', runId, outcome: { status: 'failed', reason } });
      },
    });
  }

  /** Ends a run that only predicts when all that it leaves is there: nothing is measured. */
  #endPredicting(run: Run): void {
    const { runId } = run;
    const { take } = this.#options;
    this.#compute(run, async () => requireWhole(run), {
      done: () => take({ type: 'run-summed', runId, outcome: { status: 'succeeded' } }),
      failed: (reason) => {
        take({ type: 'run-summed', runId, outcome: { status: 'failed', reason } });
      },
    });
  }

  /** What the dataset says of notable samples; without it the report is made all the same. */
  async #readNotable(run: Run, evaluated: EvaluatedEnsemble): Promise<NotableContent> {
    try {
      await using dataset = await this.#options.datasets.open(run.config.dataset.sha256);
      return await readNotable(dataset, evaluated);
    } catch (error) {
      const why = ChorusError.from(error).message;
      this.#options.warn(`the report of run ${run.runId} shows no notable samples: ${why}`);
      return NO_CONTENT;
    }
  }

  /** Computes, and goes on with what comes of it unless the run has ended meanwhile. */
  #compute<Output>(
    run: Run,
    work: () => Promise<Output>,
    { done, failed }: Computed<Output>,
  ): void {
    const computing = (async () => work())();
    const goOn = (next: () => void) => this.#options.ledger.answer([], () => [() => attempt(next)]);
    computing.then(
      (output) => goOn(() => done(output)),
      (error) => goOn(() => failed(ChorusError.from(error).message)),
    );

    function attempt(next: () => void): void {
      if (run.hasEnded) return;
      try {
        next();
      } catch (error) {
        // With room, or after a new start, it is done.
        if (isNoRoom(error)) throw error;
        failed(ChorusError.from(error).message);
      }
    }
  }
}
