/**
 * What workers say of their attempts, and whether they are to be believed.
 *
 * C1 and C2 are the scheduler's; this file must ask it before it believes a worker.
 * D1: a worker that sends nonsense harms its own attempt, never the coordinator.
 */
import { ChorusError, required, type AttemptReport } from '@chorus/proto';
import type { AttemptRef, WorkerRef } from '@chorus/scheduler';
import type { Report } from '@chorus/scheduler';
import { answerToTheDead } from '@chorus/scheduler';
import { findLive, findLiveAnywhere } from '@chorus/scheduler';
import type { Principal } from '../journal/principal.ts';
import type { Run } from '../run/run.ts';
import { decodeReport } from './decode-report.ts';
import type { Ledger, Release } from './ledger.ts';
import { LogAllowances } from './log-allowances.ts';
import type { RunBook } from './run-book.ts';
import type { Take } from './taken.ts';
import type { WorkerSession } from './worker-session.ts';

export interface LiveAttemptsOptions {
  readonly ledger: Ledger;
  readonly runs: RunBook;
  readonly take: Take;
  readonly carryOut: Release;
  /** Unix time in milliseconds. */
  readonly nowMs: () => number;
}

export class LiveAttempts {
  readonly #options: LiveAttemptsOptions;
  readonly #logs = new LogAllowances((ref) => this.#isLive(ref));

  constructor(options: LiveAttemptsOptions) {
    this.#options = options;
  }

  /**
   * C2.
   *
   * @param by a worker that has shown who it is has attempts of its own alone
   * @throws ChorusError `refused` when this is not the live attempt of its member
   */
  requireLive(ref: AttemptRef, by: Principal): Run {
    const { ledger, runs } = this.#options;
    const run = runs.get(ref.runId);
    const holder = findLiveAnywhere(ledger.state, ref)?.worker.workerId;
    if (holder !== undefined && (by.role === undefined || by.name === holder)) return run;
    const { runId, member, attempt } = ref;
    throw new ChorusError(
      'refused',
      `attempt ${attempt} of member ${member} of run ${runId} is over: its files are not taken`,
    );
  }

  /**
   * The run of a live attempt that goes on from this checkpoint: no other file is its own to read.
   *
   * @throws ChorusError `refused`
   */
  requireResumable(ref: AttemptRef, by: Principal, sha256: string): Run {
    const run = this.requireLive(ref, by);
    const live = findLiveAnywhere(this.#options.ledger.state, ref);
    if (live?.member.checkpoint?.sha256 === sha256) return run;
    throw new ChorusError(
      'refused',
      `member ${ref.member} of run ${ref.runId} has no such checkpoint`,
    );
  }

  /** @throws ChorusError `invalid` when the report does not name its attempt */
  report({ worker, by }: Pick<WorkerSession, 'worker' | 'by'>, message: AttemptReport): void {
    const { ledger, runs, take, carryOut, nowMs } = this.#options;
    const ref = required(message.attempt, 'report.attempt');
    if (!findLive(ledger.state, worker.workerId, ref)) {
      ledger.answer([answerToTheDead(ledger.state, worker.workerId, ref)], carryOut);
      return;
    }
    const known = this.#alreadyReported(worker, ref, message);
    if (known !== undefined) {
      const again = {
        type: 'acknowledge',
        workerId: worker.workerId,
        ref,
        sequence: known,
      } as const;
      ledger.answer([again], carryOut);
      return;
    }
    const run = runs.get(ref.runId);
    if (message.progress) {
      run.showProgress(nowMs(), ref, message.progress);
    } else if (message.log) {
      for (const line of this.#logs.admit(ref, message.log, nowMs())) {
        take({ type: 'attempt-logged', by, worker, ref, line });
      }
    } else {
      const report = this.#decode(message, run, ref.member);
      const { sequence, epoch } = message;
      if (!report) return;
      const left = isLast(report) ? this.#logs.end(ref, nowMs()) : undefined;
      if (left) take({ type: 'attempt-logged', by, worker, ref, line: left });
      const { member } = ref;
      take(
        { type: 'attempt-reported', by, worker, ref, sequence, report },
        {
          keep: ({ atMs }) => {
            const { resumedEpoch = 0 } = run.member(member);
            if (report.type === 'started') run.summaries.beginAttempt(member, atMs, resumedEpoch);
            if (epoch && report.type === 'epoch') {
              run.summaries.writeEpoch(member, atMs, epoch, epoch.histograms);
            }
          },
        },
      );
    }
  }

  /**
   * The number of the newest report that is known, if this one came before: it is acknowledged again, and has no place in the journal.
   * Undefined for what is new, is not numbered, or comes from an older process of the worker.
   */
  #alreadyReported(worker: WorkerRef, ref: AttemptRef, report: AttemptReport): number | undefined {
    const { state } = this.#options.ledger;
    if (report.progress || report.log) return undefined;
    if (state.workers.get(worker.workerId)?.incarnation !== worker.incarnation) return undefined;
    const reported = findLive(state, worker.workerId, ref)?.attempt.reported ?? 0;
    return report.sequence <= reported ? reported : undefined;
  }

  #isLive(ref: AttemptRef): boolean {
    return findLiveAnywhere(this.#options.ledger.state, ref) !== undefined;
  }

  /** What goes wrong here and not at the worker ends the run. */
  #decode(message: AttemptReport, run: Run, member: number): Report | undefined {
    try {
      return decodeReport(message, run, member);
    } catch (error) {
      const reason = `the coordinator cannot check a result: ${ChorusError.from(error).message}`;
      this.#options.take({ type: 'run-failed', runId: run.runId, reason });
      return undefined;
    }
  }
}

/** Whether an attempt is over with it. */
function isLast({ type }: Report): boolean {
  return type === 'result' || type === 'failure' || type === 'handed-back';
}
