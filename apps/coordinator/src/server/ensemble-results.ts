/**
 * What is made of members' results: the validation of an ensemble, and the report of a run. It is
 * computed beside the event loop (`arithmetic/compute.ts`); what comes of it is a step of the ledger like
 * any other, which waits for room on disk (LEDGER-4).
 */
import { ChorusError } from '@chorus/proto';
import { requireWhole } from '@chorus/run-files';
import { compute } from '../arithmetic/compute.ts';
import type { TaskInput, TaskName, TaskOutput } from '../arithmetic/tasks.ts';
import type { Untimed } from '../journal/record.ts';
import { ensembleOf } from '../run/build-report.ts';
import type { Run } from '../run/run.ts';
import type { Ledger } from './ledger.ts';
import { isNoRoom } from './no-room.ts';

/** What is done when something was computed. */
interface Computed<Output> {
  /** When it finds no room on disk it is done again. */
  readonly done: (output: Output) => void;
  readonly failed: (message: string) => void;
}

export class EnsembleResults {
  readonly #ledger: Ledger;
  readonly #take: (record: Untimed) => void;
  readonly #nowMs: () => number;

  /**
   * @param take records what has happened
   * @param nowMs Unix time in milliseconds
   */
  constructor(ledger: Ledger, take: (record: Untimed) => void, nowMs: () => number) {
    this.#ledger = ledger;
    this.#take = take;
    this.#nowMs = nowMs;
  }

  /** Validates the ensemble of members that are done. */
  validate(run: Run, members: readonly number[]): void {
    const { runId } = run;
    this.#compute(run, 'validate', () => run.toValidate(members), {
      done: (validation) => {
        const remainingSeconds = run.remainingSeconds();
        this.#take({ type: 'ensemble-validated', runId, validation, remainingSeconds });
      },
      failed: (message) => {
        const reason = `the coordinator cannot validate the ensemble: ${message}`;
        this.#take({ type: 'run-failed', runId, reason });
      },
    });
  }

  /** Sums up a run whose members have all ended, and writes its report. */
  sumUp(run: Run): void {
    const { runId } = run;
    this.#compute(run, 'evaluateEnsemble', () => ensembleOf(run), {
      done: (combined) => {
        requireWhole(run);
        const written = run.writeReport(combined, this.#nowMs());
        this.#take({ type: 'run-summed', runId, outcome: { status: 'succeeded', ...written } });
      },
      failed: (message) => {
        const reason = `the report could not be made: ${message}`;
        this.#take({ type: 'run-summed', runId, outcome: { status: 'failed', reason } });
      },
    });
  }

  /** Computes, and goes on with what comes of it unless the run has ended meanwhile. */
  #compute<Name extends TaskName>(
    run: Run,
    name: Name,
    input: () => TaskInput<Name>,
    { done, failed }: Computed<TaskOutput<Name>>,
  ): void {
    const computing = (async () => compute(name, input()))();
    const goOn = (next: () => void) => this.#ledger.answer([], () => [() => attempt(next)]);
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
