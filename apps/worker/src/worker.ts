/**
 * What this process trains: its slots, the attempts that it holds, and whether it is drained. It
 * outlives every connection.
 *
 * W3: an attempt outlives its connection: only `stop`, an upload that is refused, and the end of
 *     the worker end it early.
 * W5: a slot has one trainer at a time: an attempt begins when everything that had its slot before
 *     has ended.
 * W6: a worker that is drained begins nothing, and leaves when it holds nothing.
 */
import { FetchedFiles } from '@chorus/data';
import {
  ChorusError,
  clipText,
  PROTOCOL_VERSION,
  type Assignment,
  type AttemptRef,
  type CoordinatorMessage,
  type Outbox,
  type WorkerMessageInput,
  type WorkerServiceClient,
} from '@chorus/proto';
import { hostname } from 'node:os';
import { runAttempt } from './attempt.ts';
import type { AttemptContext } from './attempt-context.ts';
import { chooseSlot } from './choose-slot.ts';
import { CoordinatorLink } from './coordinator-link.ts';
import { HeldAttempt, keyOf, logOf } from './held-attempt.ts';
import { log } from './log.ts';
import type { ResolvedWorkerOptions } from './options.ts';
import { Reporter } from './reporter.ts';
import type { ReportBody } from './report-buffer.ts';
import { requireAttempt } from './require-attempt.ts';
import { SlotTrainers } from './slot-trainers.ts';
import type { WorkerStatus } from './worker-metrics.ts';

/** A drained worker without a connection waits so long for one when its trainers have ended. */
const LEAVE_UNHEARD_AFTER_MS = 10_000;

/** An honest coordinator has a slot's next attempt begin at most while the one before is ended. */
const MOST_ATTEMPTS_PER_SLOT = 2;
/** Attempts that have ended, and whose last report nobody has acknowledged. */
const MOST_UNACKNOWLEDGED = 64;

/** A coordinator that has welcomed this worker. */
export interface Connection {
  readonly client: WorkerServiceClient;
  readonly outbox: Outbox<WorkerMessageInput>;
}

export class Worker {
  readonly #options: ResolvedWorkerOptions;
  readonly #leaveUnheardAfterMs: number;
  readonly #link = new CoordinatorLink();
  readonly #cache: FetchedFiles;
  readonly #reporter: Reporter;
  readonly #leaving = new AbortController();
  readonly #trainers: SlotTrainers;
  /** The attempts whose last report the coordinator is not known to have. */
  readonly #held = new Map<string, HeldAttempt>();
  /** The attempts that have not ended; one that was stopped is no longer held. */
  readonly #occupants = new Set<HeldAttempt>();
  /** The keys of those whose result was reported, and is not known to be accepted. */
  readonly #unaccepted = new Set<string>();
  #connection: Connection | undefined;
  #draining = false;
  #leaveUnheard: NodeJS.Timeout | undefined;

  /** @param onReport told of every report that the coordinator is to get */
  constructor(
    options: ResolvedWorkerOptions,
    leaveUnheardAfterMs = LEAVE_UNHEARD_AFTER_MS,
    onReport: (body: ReportBody) => void = () => {},
  ) {
    this.#options = options;
    this.#cache = new FetchedFiles(options.home, options.cacheBytes);
    this.#trainers = new SlotTrainers(options);
    this.#leaveUnheardAfterMs = leaveUnheardAfterMs;
    this.#reporter = new Reporter(onReport);
  }

  get status(): WorkerStatus {
    const held = [...this.#held.values()];
    return {
      connected: this.#connection !== undefined,
      slots: this.#options.slots,
      trainers: [...this.#occupants].filter(({ training }) => training).length,
      attempts: held.length,
      unacknowledgedReports: held
        .map((attempt) => attempt.unacknowledged().length)
        .reduce((sum, count) => sum + count, 0),
    };
  }

  /** Aborted when this worker has nothing more to do: it says so to the coordinator and ends. */
  get leaving(): AbortSignal {
    return this.#leaving.signal;
  }

  /** How it introduces itself on every connection. */
  hello(): NonNullable<WorkerMessageInput['hello']> {
    const { workerId, incarnation, slots, devices, backend, versions } = this.#options;
    return {
      protocolVersion: PROTOCOL_VERSION,
      workerId,
      incarnation,
      hostname: hostname(),
      slots,
      devices: [...devices],
      backend,
      versions,
      held: [...this.#held.values()].map(({ ref }) => ref),
    };
  }

  connected(connection: Connection): void {
    this.#connection = connection;
    // A coordinator that was started anew may not know of it.
    if (this.#draining) connection.outbox.send({ drain: {} });
    this.#reporter.connected(connection.outbox, this.#held.values());
    this.#link.open(connection.client);
    this.#settle();
  }

  /** The connection is lost: attempts go on (W3). */
  disconnected(): void {
    this.#connection = undefined;
    this.#reporter.disconnected();
    this.#link.close();
    this.#settle();
  }

  /** @throws ChorusError `invalid` when the message makes no sense */
  receive({ assignment, stop, accepted, acknowledged, drain }: CoordinatorMessage): void {
    if (this.leaving.aborted) return;
    if (assignment) this.#take(assignment);
    if (stop) this.#stop(requireAttempt(stop.attempt, 'stop.attempt'), stop.reason);
    if (accepted) this.#accepted(requireAttempt(accepted, 'accepted'));
    if (acknowledged) {
      const { attempt, sequence } = acknowledged;
      this.#acknowledge(requireAttempt(attempt, 'acknowledged.attempt'), sequence);
    }
    if (drain) this.#drain();
  }

  /** W6, on this machine's wish: the coordinator is asked for it, too. */
  drain(): void {
    if (this.#draining || this.leaving.aborted) return;
    this.#connection?.outbox.send({ drain: {} });
    this.#drain();
  }

  /** Ends at once: trainers are killed, and nothing more is reported. */
  end(): void {
    for (const attempt of this.#occupants) attempt.stop();
    this.#trainers.close();
    this.#held.clear();
    this.#leaving.abort();
    this.#settle();
  }

  /** Resolves when no trainer process is left. */
  async ended(): Promise<void> {
    await Promise.all([...this.#occupants].map(({ ended }) => ended));
    await this.#trainers.ended();
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    log.info('is drained: finishes the epochs under way, hands its members back and leaves');
    for (const attempt of this.#occupants) attempt.handBack();
    this.#trainers.close();
    this.#settle();
  }

  #take(assignment: Assignment): void {
    const ref = requireAttempt(assignment.attempt, 'assignment.attempt');
    // Sent again, because the coordinator could not know that it had arrived.
    if (this.#held.has(keyOf(ref))) return;
    this.#requireRoom();
    const attempt = new HeldAttempt(ref, chooseSlot(this.#options.slots, this.#occupants));
    this.#held.set(attempt.key, attempt);
    if (this.#draining) {
      this.#reporter.reportLast(attempt, { handedBack: {} });
      return;
    }
    const earlier = [...this.#occupants].filter(({ slot }) => slot === attempt.slot);
    this.#occupants.add(attempt);
    attempt.ended = this.#run(assignment, attempt, earlier).finally(() => {
      this.#occupants.delete(attempt);
      this.#settle();
    });
  }

  /** @throws ChorusError `invalid` when the coordinator assigns more than any honest one does */
  #requireRoom(): void {
    const { slots } = this.#options;
    const most = MOST_ATTEMPTS_PER_SLOT * slots;
    const going = [...this.#occupants].filter(({ stopped }) => !stopped).length;
    if (going < most && this.#occupants.size < 2 * most) {
      if (this.#held.size < most + MOST_UNACKNOWLEDGED) return;
    }
    const found = `${going} attempts go on and ${this.#held.size} are held`;
    throw new ChorusError('invalid', `it assigns more than ${slots} slots are for: ${found}`);
  }

  async #run(
    assignment: Assignment,
    attempt: HeldAttempt,
    earlier: readonly HeldAttempt[],
  ): Promise<void> {
    // W5
    await Promise.all(earlier.map(({ ended }) => ended));
    if (attempt.stopped) return;
    attempt.log.info('begins');
    const last = await runAttempt(assignment, this.#contextOf(attempt));
    if (last?.result && !attempt.stopped) this.#unaccepted.add(attempt.key);
    if (last) this.#reporter.reportLast(attempt, last);
    else if (!attempt.stopped) this.#held.delete(attempt.key);
  }

  #stop(ref: AttemptRef, reason: string): void {
    const attempt = this.#held.get(keyOf(ref));
    if (!attempt) return;
    attempt.log.warn(`stops: ${clipText(reason)}`);
    this.#held.delete(attempt.key);
    this.#unaccepted.delete(attempt.key);
    attempt.stop();
    this.#settle();
  }

  #accepted(ref: AttemptRef): void {
    if (this.#unaccepted.delete(keyOf(ref))) logOf(ref).info('its result was accepted');
  }

  #acknowledge(ref: AttemptRef, sequence: number): void {
    const attempt = this.#held.get(keyOf(ref));
    if (attempt?.acknowledge(sequence)) this.#held.delete(attempt.key);
    this.#settle();
  }

  #contextOf(attempt: HeldAttempt): AttemptContext {
    return {
      options: this.#options,
      link: this.#link,
      cache: this.#cache,
      signal: attempt.stopSignal,
      handBack: attempt.handBackSignal,
      train: (task, hooks) => {
        attempt.training = true;
        return this.#trainers.train(attempt.slot, task, hooks).finally(() => {
          attempt.training = false;
          this.#settle();
        });
      },
      report: (body) => this.#reporter.report(attempt, body),
      log: (level, message) => this.#reporter.log(attempt, level, message),
    };
  }

  /** W6. To be called after every change. */
  #settle(): void {
    const empty = this.#held.size === 0 && this.#occupants.size === 0;
    if (this.#draining && empty) this.#leaving.abort();
    const training = [...this.#occupants].some((attempt) => attempt.training);
    if (this.#draining && !this.#connection && !training && !this.leaving.aborted) {
      this.#leaveUnheard ??= setTimeout(() => {
        log.warn('there is no coordinator to hand its members back to: leaves');
        this.end();
      }, this.#leaveUnheardAfterMs);
    } else {
      clearTimeout(this.#leaveUnheard);
      this.#leaveUnheard = undefined;
    }
  }
}
