import type { Decision } from '@chorus/audit';
import { describeSilence, type Command } from '@chorus/scheduler';
import type { Principal } from '../journal/principal.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Observer } from '../observers/observer.ts';

/** The workers that are not lost. */
export interface KnownWorkers {
  readonly workerIds: Iterable<string>;
  knowsWorker(workerId: string): boolean;
}

/** What the coordinator finds out by itself. */
export const COORDINATOR: Principal = { role: 'chorus', name: 'coordinator' };

/** Tells which workers leave, lose their connection, or are lost; that one comes is a call (decision-of-call.ts). */
export class WorkerDecisions {
  readonly observer: Observer = { recorded: (record, commands) => this.#take(record, commands) };
  readonly #known: () => KnownWorkers;
  readonly #record: (decision: Decision) => void;
  /** Those that may come back until they are lost. */
  readonly #away = new Set<string>();
  /** From where those came that are not lost. */
  readonly #places = new Map<string, string>();

  constructor(known: () => KnownWorkers, record: (decision: Decision) => void) {
    this.#known = known;
    this.#record = record;
  }

  /** A worker has come. @param place HOST:PORT */
  connects(workerId: string, place: string): void {
    this.#places.set(workerId, place);
  }

  #take(record: JournalRecord, commands: readonly Command[]): void {
    const { atMs } = record;
    switch (record.type) {
      case 'coordinator-started':
        for (const workerId of this.#known().workerIds) this.#away.add(workerId);
        return;
      case 'worker-joined':
        this.#away.delete(record.worker.workerId);
        return this.#tellRefused(record, commands);
      case 'worker-disconnected': {
        const { workerId } = record.worker;
        // Who has said that it leaves is not known any more.
        if (!this.#known().knowsWorker(workerId)) return;
        this.#away.add(workerId);
        return this.#tell(workerId, { action: 'worker-disconnected', by: record.by, atMs });
      }
      case 'worker-left':
        this.#tell(record.worker.workerId, { action: 'worker-left', by: record.by, atMs });
        return this.#forget(record.worker.workerId);
      case 'worker-silent':
        return this.#lose(record.worker.workerId, describeSilence(record.silentMs), atMs);
      case 'time-passed':
        for (const workerId of this.#away) {
          if (this.#known().knowsWorker(workerId)) continue;
          this.#lose(workerId, 'it lost its connection, and was not back in time', atMs);
        }
    }
  }

  #tellRefused(
    { worker, by, atMs }: Extract<JournalRecord, { type: 'worker-joined' }>,
    commands: readonly Command[],
  ): void {
    const refusal = commands.find((command) => command.type === 'disconnect' && command.refused);
    if (refusal?.type !== 'disconnect') return;
    const { reason } = refusal;
    this.#tell(worker.workerId, { action: 'Connect', by, atMs, reason }, 'refused');
  }

  #lose(workerId: string, reason: string, atMs: number): void {
    this.#tell(workerId, { action: 'worker-lost', by: COORDINATOR, reason, atMs });
    this.#forget(workerId);
  }

  #tell(
    workerId: string,
    told: Pick<Decision, 'action' | 'by' | 'reason' | 'atMs'>,
    outcome: Decision['outcome'] = 'allowed',
  ): void {
    const from = this.#places.get(workerId);
    const subject = `worker ${workerId}`;
    this.#record({ ...told, ...(from !== undefined && { from }), subject, outcome });
  }

  #forget(workerId: string): void {
    this.#away.delete(workerId);
    this.#places.delete(workerId);
  }
}
