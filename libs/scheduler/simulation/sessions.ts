/**
 * The coordinator's ends of the connections. One that another one of the same worker replaces is
 * closed, but perhaps late.
 */
import type { AttemptRef } from '../src/attempt.ts';
import type { SchedulerEvent, WorkerRef } from '../src/events.ts';
import { Leases } from '../src/leases.ts';
import type { SchedulerState } from '../src/state.ts';
import type { CoordinatorMessage, Link, WorkerMessage } from './messages.ts';
import type { Random } from './random.ts';
import type { Surroundings } from './surroundings.ts';

const LONGEST_CLOSE_MS = 3_000;

/** Without its time, which the coordinator's clock gives. */
export type EventBody = SchedulerEvent extends infer Event
  ? Event extends SchedulerEvent
    ? Omit<Event, 'atMs'>
    : never
  : never;

/** What the sessions tell their coordinator, and ask of it. */
interface SessionOwner {
  readonly nowMs: number;
  readonly random: Random;
  readonly state: SchedulerState;
  take(body: EventBody): unknown;
  keepCheckpoint(worker: WorkerRef, ref: AttemptRef, weights: number): boolean;
  later(delayMs: number, action: () => void): void;
}

export class Sessions {
  readonly #world: Surroundings;
  readonly #coordinator: SessionOwner;
  readonly #leases: Leases;
  /** Who is at the other end of each open connection that said hello. */
  readonly #open = new Map<Link, WorkerRef>();
  /** The connection of each worker that counts. */
  readonly #current = new Map<string, Link>();

  constructor(world: Surroundings, coordinator: SessionOwner, silentAfterMs: number) {
    this.#world = world;
    this.#coordinator = coordinator;
    this.#leases = new Leases(silentAfterMs);
  }

  /** A worker's process has dialled. */
  accept(link: Link): void {
    link.up.reader = {
      receive: (message) => this.#receive(link, message),
      closed: () => this.#forget(link),
    };
  }

  send(workerId: string, message: CoordinatorMessage): void {
    const link = this.#current.get(workerId);
    link?.down.send(message);
    if (link) this.#world.afterSend(workerId, link, message);
  }

  disconnect(worker: WorkerRef, refused: boolean): void {
    for (const [link, other] of this.#open) {
      if (other.workerId !== worker.workerId || other.incarnation !== worker.incarnation) continue;
      if (refused) link.down.send({ type: 'refused' });
      this.#close(link);
    }
  }

  /** Whose connection stands though nothing comes. */
  takeSilent(nowMs: number): void {
    for (const { worker, silentMs } of this.#leases.silent(nowMs)) {
      this.#world.count('silent-worker-lost');
      this.#coordinator.take({ type: 'worker-silent', worker, silentMs });
    }
  }

  #receive(link: Link, message: WorkerMessage): void {
    if (message.type === 'hello') {
      this.#join(link, message);
      return;
    }
    const worker = this.#open.get(link);
    if (!worker) return;
    const isCurrent = this.#current.get(worker.workerId) === link;
    if (!isCurrent) this.#world.count('late-on-an-old-connection');
    this.#leases.heard(worker, this.#coordinator.nowMs);
    switch (message.type) {
      case 'heartbeat':
        return;
      case 'drain-me':
        if (!isCurrent) return;
        this.#coordinator.take({ type: 'worker-drained', workerId: worker.workerId });
        return;
      case 'leaving':
        this.#coordinator.take({ type: 'worker-left', worker });
        return;
      case 'upload': {
        const { ref, epoch, weights } = message;
        if (!this.#coordinator.keepCheckpoint(worker, ref, weights)) return;
        link.down.send({ type: 'uploaded', ref, epoch });
        return;
      }
      case 'report':
        this.#coordinator.take({ ...message, type: 'attempt-reported', worker });
    }
  }

  #join(link: Link, hello: WorkerMessage & { type: 'hello' }): void {
    const { worker } = hello;
    this.#open.set(link, worker);
    // The scheduler decides who is refused. A newer connection may still be here that it forgot.
    const known = this.#coordinator.state.workers.get(worker.workerId);
    if (!known || known.incarnation <= worker.incarnation) {
      const former = this.#current.get(worker.workerId);
      if (former) this.#replace(former);
      this.#current.set(worker.workerId, link);
      this.#leases.heard(worker, this.#coordinator.nowMs);
    }
    this.#coordinator.take({ ...hello, type: 'worker-joined' });
  }

  #replace(former: Link): void {
    this.#world.count('connection-replaced');
    this.#leases.end(this.#open.get(former)!);
    const { random } = this.#coordinator;
    const delayMs = random.chance(0.5) ? 0 : random.between(0, LONGEST_CLOSE_MS);
    this.#coordinator.later(delayMs, () => this.#close(former));
  }

  #close(link: Link): void {
    link.up.drop();
    link.down.close();
    this.#forget(link);
  }

  #forget(link: Link): void {
    this.#world.links.delete(link);
    const worker = this.#open.get(link);
    if (!worker) return;
    this.#open.delete(link);
    if (this.#current.get(worker.workerId) !== link) return;
    this.#current.delete(worker.workerId);
    this.#leases.end(worker);
    this.#coordinator.take({ type: 'worker-disconnected', worker });
  }
}
