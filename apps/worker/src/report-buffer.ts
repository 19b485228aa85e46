/**
 * What was reported about one attempt and the coordinator may not have yet.
 *
 * REPORT-1: reports are numbered 1, 2, 3 … in the order in which they were made, and keep their
 *   numbers.
 * REPORT-2: a report stays here until its number or a larger one is acknowledged.
 */
import type { AttemptReportInput } from '@chorus/proto';

/** What a report says, without of which attempt and with which number. */
export type ReportBody = Omit<AttemptReportInput, 'attempt' | 'report' | 'sequence'>;

/** A report that the coordinator must get. */
export type NumberedReport = ReportBody & { readonly sequence: number };

export class ReportBuffer {
  readonly #unacknowledged: NumberedReport[] = [];
  #last = 0;

  /** REPORT-1. Takes the next report. */
  append(body: ReportBody): NumberedReport {
    this.#last += 1;
    const report = { ...body, sequence: this.#last };
    this.#unacknowledged.push(report);
    return report;
  }

  /** REPORT-2. The coordinator has everything up to this number: 0 for nothing. */
  acknowledge(sequence: number): void {
    const index = this.#unacknowledged.findIndex((report) => report.sequence > sequence);
    this.#unacknowledged.splice(0, index === -1 ? Infinity : index);
  }

  /** The reports that are sent again on a new connection, in order. */
  unacknowledged(): readonly NumberedReport[] {
    return [...this.#unacknowledged];
  }
}
