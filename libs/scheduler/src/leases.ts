import type { WorkerRef } from './events.ts';

/**
 * When each connected worker was last heard from. No part of the scheduler's state: after a restart
 * nobody is connected, so that there is nothing to remember, and heartbeats need no journal.
 */
export class Leases {
  readonly #limitMs: number;
  readonly #heardMs = new Map<string, { worker: WorkerRef; atMs: number }>();

  /** @param limitMs a worker with a connection that has not been heard from for this long is lost */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Notes a sign of life; what an older process of the worker says is none of the newer one. */
  heard(worker: WorkerRef, atMs: number): void {
    const lease = this.#heardMs.get(worker.workerId);
    if (!lease || lease.worker.incarnation < worker.incarnation) {
      this.#heardMs.set(worker.workerId, { worker, atMs });
    } else if (lease.worker.incarnation === worker.incarnation) {
      lease.atMs = atMs;
    }
  }

  /** Forgets a worker whose connection has ended: other rules hold. */
  end({ workerId, incarnation }: WorkerRef): void {
    if (this.#heardMs.get(workerId)?.worker.incarnation === incarnation) {
      this.#heardMs.delete(workerId);
    }
  }

  /** Extends all leases, since nobody was listened to for so long, up to this time: that was no silence. */
  extend(deafMs: number, atMs: number): void {
    for (const lease of this.#heardMs.values()) lease.atMs = Math.min(lease.atMs + deafMs, atMs);
  }

  /** The workers that have been silent for too long, and for how long. */
  silent(atMs: number): { worker: WorkerRef; silentMs: number }[] {
    const silent = [];
    for (const { worker, atMs: heardMs } of this.#heardMs.values()) {
      const silentMs = atMs - heardMs;
      if (silentMs >= this.#limitMs) silent.push({ worker, silentMs });
    }
    return silent;
  }
}
