/**
 * What attempts report, over whichever connection there is.
 *
 * W4: a report is kept until it is acknowledged; whatever was not is sent again on the next
 *     connection, in each attempt in order and under the same numbers. Progress and log lines are
 *     sent once, or never.
 */
import { clipText, type Outbox, type WorkerMessageInput } from '@chorus/proto';
import type { LogLevel } from '@chorus/telemetry';
import { boundedReport } from './bounded-report.ts';
import type { HeldAttempt } from './held-attempt.ts';
import type { NumberedReport, ReportBody } from './report-buffer.ts';

export class Reporter {
  readonly #onReport: (body: ReportBody) => void;
  #outbox: Outbox<WorkerMessageInput> | undefined;

  /** @param onReport told once of every report that will be acknowledged */
  constructor(onReport: (body: ReportBody) => void) {
    this.#onReport = onReport;
  }

  /** Sends again on the new connection what nobody has acknowledged (W4). */
  connected(outbox: Outbox<WorkerMessageInput>, held: Iterable<HeldAttempt>): void {
    this.#outbox = outbox;
    for (const attempt of held) {
      for (const report of attempt.unacknowledged()) this.#send(attempt, report);
    }
  }

  disconnected(): void {
    this.#outbox = undefined;
  }

  report(attempt: HeldAttempt, body: ReportBody): void {
    if (attempt.stopped) return;
    if (body.progress) {
      this.#outbox?.sendLatest(attempt.key, { report: { attempt: attempt.ref, ...body } });
    } else {
      this.#onReport(body);
      this.#send(attempt, attempt.report(boundedReport(body)));
    }
  }

  /** The one after which none follows. */
  reportLast(attempt: HeldAttempt, body: ReportBody): void {
    if (attempt.stopped) return;
    this.#onReport(body);
    this.#send(attempt, attempt.reportLast(boundedReport(body)));
  }

  /** Tells the person who looks after this worker, and those who watch the run. */
  log(attempt: HeldAttempt, level: LogLevel, message: string): void {
    const clipped = clipText(message);
    attempt.log[level](clipped);
    const line = { timeMs: Date.now(), level, message: clipped };
    this.#outbox?.sendDroppable({ report: { attempt: attempt.ref, log: line } });
  }

  #send(attempt: HeldAttempt, report: NumberedReport): void {
    this.#outbox?.send({ report: { attempt: attempt.ref, ...report } });
  }
}
