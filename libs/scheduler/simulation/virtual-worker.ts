/**
 * A process of a simulated worker, as the worker protocol wants it: it says hello with what it holds,
 * keeps its reports until they are acknowledged, and sends them again on every new connection.
 */
import type { AttemptRef } from '../src/attempt.ts';
import type { FailureKind } from '../src/failures.ts';
import type { Report, WorkerRef } from '../src/events.ts';
import { Connection } from './connection.ts';
import { describeRef } from './describe.ts';
import { VirtualAttempt } from './virtual-attempt.ts';
import type { CoordinatorMessage, Link, WorkerMessage } from './messages.ts';
import type { Random } from './random.ts';
import type { Surroundings } from './surroundings.ts';

const HEARTBEAT_MS = 4_000;
const LONGEST_REDIAL_MS = 5_000;

/** The machine that a process runs on. */
interface Host {
  readonly workerId: string;
  readonly slots: number;
  readonly deviceKind: string;
  /** A mean epoch's time. */
  readonly epochMs: number;
  /** Whether every trainer crashes there. */
  readonly isBad: boolean;
  spoilDial(process: VirtualWorker): void;
}

/** A worker's process in the virtual world, from its start to its end: what apps/worker does, without a clock. */
export class VirtualWorker {
  readonly worker: WorkerRef;
  readonly machine: Host;
  readonly world: Surroundings;
  readonly random: Random;
  readonly held = new Map<string, VirtualAttempt>();
  link: Link | undefined;
  draining = false;
  #drainsItself = false;
  #alive = true;
  #frozenUntilMs = 0;
  #dials = 0;
  #redials = 0;

  constructor(world: Surroundings, machine: Host, incarnation: number) {
    this.world = world;
    this.machine = machine;
    this.worker = { workerId: machine.workerId, incarnation };
    this.random = world.stream(`${this}`);
    this.#dial();
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Its connection carries something, as far as anybody can tell. */
  get isInTouch(): boolean {
    return this.link !== undefined && !this.link.isHole(this.world.timeline.nowMs);
  }

  /** Does something later, unless the process has died by then; a frozen one does it late. */
  later(delayMs: number, action: () => void): void {
    this.world.timeline.after(delayMs, () => this.#whenAwake(action));
  }

  send(message: WorkerMessage): void {
    this.link?.up.send(message);
  }

  freeze(forMs: number): void {
    this.#frozenUntilMs = Math.max(this.#frozenUntilMs, this.world.timeline.nowMs + forMs);
  }

  /** The process is gone; the coordinator learns of it, or does not. */
  die(noticed: boolean): void {
    this.#alive = false;
    if (noticed) this.link?.cut(1, this.random.between(1, 500));
    else this.link?.openHole(Infinity);
  }

  /** It asks to be drained, and says so again on every connection. */
  drainItself(): void {
    this.#drainsItself = true;
    this.send({ type: 'drain-me' });
    this.drain();
  }

  drain(): void {
    if (this.draining) return;
    this.draining = true;
    for (const attempt of this.held.values()) attempt.handBack();
    this.#leaveIfDrained();
  }

  /** Ends on purpose, whatever it holds. */
  leave(): void {
    this.send({ type: 'leaving' });
    this.link?.down.drop();
    this.link?.up.close();
    this.#alive = false;
  }

  /**
   * Nothing arrives any more on its connection, for a time or ever, and nobody is told.
   *
   * @param patienceMs after so long it gives the connection up
   */
  loseTouch(forMs: number, patienceMs: number): boolean {
    const { link } = this;
    if (!link) return false;
    const { timeline } = this.world;
    link.openHole(timeline.nowMs + forMs);
    this.later(patienceMs, () => {
      if (link.isHole(timeline.nowMs)) this.#abandon(link);
    });
    return true;
  }

  /** Sends all that was not acknowledged, though it may have arrived. */
  sendKept(): void {
    for (const attempt of this.held.values()) attempt.sendKept();
  }

  /** One of its attempts that trains now ends this way. @returns whether there was one */
  fail(kind: FailureKind): boolean {
    const attempt = [...this.held.values()].find(({ training }) => training);
    attempt?.fail(kind);
    return attempt !== undefined;
  }

  /** Says something of an attempt that is not true. @returns whether there was one */
  lie(report: Report, sequenceOffset: number): boolean {
    const attempt = [...this.held.values()].find(({ training }) => training);
    if (!attempt) return false;
    this.world.guilty.add(describeRef(attempt.ref));
    this.send({
      type: 'report',
      ref: attempt.ref,
      sequence: attempt.reported + sequenceOffset,
      report,
    });
    return true;
  }

  toString(): string {
    return `${this.worker.workerId}@${this.worker.incarnation}`;
  }

  /** The attempt is over, and nothing of it is wanted any more. */
  drop(ref: AttemptRef): void {
    this.held.get(describeRef(ref))?.end();
    this.held.delete(describeRef(ref));
    this.#leaveIfDrained();
  }

  /** The connection is no more, as far as this process knows. */
  #abandon(link: Link): void {
    if (!this.#alive || this.link !== link) return;
    this.world.count('connection-abandoned');
    link.down.drop();
    link.up.close();
    this.#disconnected();
  }

  #whenAwake(action: () => void): void {
    if (!this.#alive) return;
    const { timeline } = this.world;
    if (this.#frozenUntilMs <= timeline.nowMs) action();
    else timeline.at(this.#frozenUntilMs, () => this.#whenAwake(action));
  }

  #dial(): void {
    const { coordinator, timeline } = this.world;
    if (!coordinator) {
      this.#redialLater();
      return;
    }
    this.#dials += 1;
    const random = this.world.stream(`${this} dial ${this.#dials}`);
    const link: Link = new Connection(timeline, random);
    this.link = link;
    this.world.links.add(link);
    coordinator.accept(link);
    link.down.reader = {
      receive: (message) => this.#whenAwake(() => this.#receive(link, message)),
      closed: () => this.#whenAwake(() => this.#closed(link)),
    };
    this.machine.spoilDial(this);
    this.#sayHello();
    this.#beat(link);
  }

  #sayHello(): void {
    const { slots, deviceKind } = this.machine;
    const held = [...this.held.values()].map(({ ref }) => ref);
    this.send({ type: 'hello', worker: this.worker, slots, deviceKind, held });
    if (this.#drainsItself) this.send({ type: 'drain-me' });
    this.sendKept();
  }

  #beat(link: Link): void {
    this.later(HEARTBEAT_MS, () => {
      if (this.link !== link) return;
      this.send({ type: 'heartbeat' });
      this.#beat(link);
    });
  }

  #closed(link: Link): void {
    if (this.link === link) this.#disconnected();
  }

  #disconnected(): void {
    this.link = undefined;
    this.#redialLater();
  }

  #redialLater(): void {
    const longestMs = Math.min(250 * 2 ** this.#redials, LONGEST_REDIAL_MS);
    this.#redials += 1;
    this.later(this.random.between(longestMs / 2, longestMs), () => this.#dial());
  }

  #receive(link: Link, message: CoordinatorMessage): void {
    if (this.link !== link) return;
    this.#redials = 0;
    switch (message.type) {
      case 'assign':
        this.#begin(message);
        return;
      case 'stop':
        this.drop(message.ref);
        return;
      case 'acknowledge':
        this.held.get(describeRef(message.ref))?.acknowledge(message.sequence);
        return;
      case 'uploaded':
        this.held.get(describeRef(message.ref))?.uploaded(message.epoch);
        return;
      case 'drain':
        this.drain();
        return;
      case 'refused':
        this.world.count('older-process-refused');
        this.#alive = false;
    }
  }

  #begin(assignment: CoordinatorMessage & { type: 'assign' }): void {
    const name = describeRef(assignment.ref);
    if (this.held.has(name)) return;
    const attempt = new VirtualAttempt(this, assignment);
    this.held.set(name, attempt);
    if (this.draining) attempt.handBack();
    else attempt.begin();
  }

  #leaveIfDrained(): void {
    if (this.draining && this.held.size === 0 && this.#alive) this.leave();
  }
}
