import type { AttemptRef } from '@chorus/proto';
import type { Log } from '@chorus/telemetry';
import { log } from './log.ts';
import { ReportBuffer, type NumberedReport, type ReportBody } from './report-buffer.ts';

/** An attempt of this worker, from its assignment until the coordinator needs it no longer. */
export class HeldAttempt {
  readonly ref: AttemptRef;
  readonly log: Log;
  /** Counts from 0. */
  readonly slot: number;
  /** A trainer process of it is there. */
  training = false;
  /** Resolves when no process of it is left and its last report is among its reports. */
  ended: Promise<void> = Promise.resolve();

  readonly #reports = new ReportBuffer();
  readonly #stop = new AbortController();
  readonly #handBack = new AbortController();
  #reportedLast = false;

  constructor(ref: AttemptRef, slot: number) {
    this.ref = ref;
    this.log = logOf(ref);
    this.slot = slot;
  }

  /** No other attempt has the same. */
  get key(): string {
    return keyOf(this.ref);
  }

  /** Aborted: nothing of it is wanted any more. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Aborted: it is to end after its epoch and to be handed back. */
  get handBackSignal(): AbortSignal {
    return this.#handBack.signal;
  }

  stop(): void {
    this.#stop.abort();
  }

  handBack(): void {
    this.#handBack.abort();
  }

  report(body: ReportBody): NumberedReport {
    return this.#reports.append(body);
  }

  /** Makes the last report, which none follows. */
  reportLast(body: ReportBody): NumberedReport {
    this.#reportedLast = true;
    return this.#reports.append(body);
  }

  /** @returns true when the coordinator now has its last report */
  acknowledge(sequence: number): boolean {
    this.#reports.acknowledge(sequence);
    return this.#reportedLast && this.#reports.unacknowledged().length === 0;
  }

  unacknowledged(): readonly NumberedReport[] {
    return this.#reports.unacknowledged();
  }
}

export function keyOf({ runId, member, attempt }: AttemptRef): string {
  return `${runId}/${member}/${attempt}`;
}

/** Its lines are about this attempt. */
export function logOf({ runId: run, member, attempt }: AttemptRef): Log {
  return log.child({ run, member, attempt });
}
