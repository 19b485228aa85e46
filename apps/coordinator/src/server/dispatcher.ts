/**
 * The shell around the scheduler: turns what workers and users say into records, and carries out the
 * commands when the ledger releases them.
 *
 * C1 and C2 are the scheduler's; this file must ask it before it believes a worker.
 * D1: a worker that sends nonsense harms its own attempt, never the coordinator.
 */
import { ChorusError, required, type AttemptReport, type WorkerSummary } from '@chorus/proto';
import { isRefusal } from '../artifacts/disk-error.ts';
import type { AttemptRef } from '../core/attempt.ts';
import type { Command, Report } from '../core/events.ts';
import { Leases } from '../core/leases.ts';
import { answerToTheDead } from '../core/report.ts';
import { isTimeDue } from '../core/scheduler.ts';
import { epochsBefore, isContinued } from '../core/snapshots.ts';
import { findLive, findLiveAnywhere, RULES } from '../core/state.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalRecord, Untimed } from '../journal/record.ts';
import type { Run } from '../run/run.ts';
import { SteadyClock } from './clock.ts';
import { decodeReport } from './decode-report.ts';
import { EnsembleResults } from './ensemble-results.ts';
import { Ledger, type Step } from './ledger.ts';
import { isNoRoom } from './no-room.ts';
import type { Observer } from './observer.ts';
import { planOf } from './plan-of.ts';
import { RoomWait } from './room-wait.ts';
import { Roster } from './roster.ts';
import { RunBook } from './run-book.ts';
import type { WorkerSession } from './worker-session.ts';

type Reported = Extract<JournalRecord, { type: 'attempt-reported' }>;

/** How often {@link Dispatcher.tick} is to be called. */
export const TICK_INTERVAL_MS = 1_000;

/** What is done with a record when it is on disk. */
interface Taken {
  /** Writes what is to be kept of it, if it counts, before anybody is told; it may be done again. */
  readonly keep?: (record: JournalRecord) => void;
  readonly released?: () => void;
}

export interface DispatcherOptions {
  readonly journal: Journal;
  /** A worker that is not heard of for this long is lost. */
  readonly lostAfterMs: number;
  /** How long files wait for room on disk before nothing happens any more; 0: not at all. */
  readonly roomWaitMs: number;
  /** Makes a run that was submitted before this process began. */
  readonly restoreRun: (record: Extract<JournalRecord, { type: 'run-submitted' }>) => Run;
  /** Told what is odd but no error. */
  readonly warn: (message: string) => void;
  readonly observer: Required<Observer>;
  /** Told once when nothing happens any more, and why: the journal, or a file, cannot be written. */
  readonly onFailure: (error: Error) => void;
}

export class Dispatcher {
  readonly #lostAfterMs: number;
  readonly #warn: (message: string) => void;
  readonly #observer: Required<Observer>;
  readonly #ledger: Ledger;
  readonly #leases: Leases;
  readonly #roster = new Roster();
  readonly #runs: RunBook;
  /** Of a coordinator that has a journal, workers wait for room for their files as long as they live. */
  readonly #uploads: RoomWait;
  readonly #clock: SteadyClock;
  readonly #results: EnsembleResults;
  #tickedMs: number | undefined;
  #wasLate = false;
  #replayed: Reported[] = [];

  /** Knows everything that the journal tells, and does nothing yet: see {@link start}. */
  constructor(options: DispatcherOptions) {
    const { journal, lostAfterMs, roomWaitMs, restoreRun, warn, observer, onFailure } = options;
    this.#warn = warn;
    this.#uploads = new RoomWait(roomWaitMs === 0 ? Infinity : roomWaitMs);
    this.#runs = new RunBook({
      describeWorker: (workerId) => this.#roster.description(workerId),
      warn,
      giveUp: (run, problem) => this.giveUp(run, problem),
    });
    this.#observer = observer;
    this.#lostAfterMs = lostAfterMs;
    this.#leases = new Leases(lostAfterMs);
    this.#ledger = new Ledger(journal, { onFailure, warn, roomWaitMs });
    this.#ledger.replay((record, commands) => {
      if (record.type === 'run-submitted') this.#runs.add(restoreRun(record));
      if (record.type === 'worker-joined') this.#roster.describe(record);
      for (const step of this.#runs.tell(record, commands, observer.replayed)) step();
      if (isResult(record) && isAccepted(commands)) this.#replayed.push(record);
    });
    this.#clock = new SteadyClock(this.#ledger.state.nowMs);
    this.#results = new EnsembleResults(
      this.#ledger,
      (record) => this.#take(record),
      () => this.#clock.nowMs(),
    );
  }

  /**
   * Goes on with what the journal left; runs that have not ended must be open, or given up.
   *
   * @throws DiskError when there is no room on disk
   */
  start(): void {
    for (const { runId, members } of this.#ledger.state.runs.values()) {
      this.#runs.forRun(runId, (run) => {
        for (const { checkpoint } of members)
          if (checkpoint) run.folder.artifacts.require(checkpoint.sha256);
      });
    }
    // What a crash may have left undone; done again, it does nothing.
    for (const record of this.#replayed) {
      this.#runs.forRun(record.ref.runId, () => this.#runs.keepFiles(record));
    }
    this.#replayed = [];
    this.#take({ type: 'coordinator-started', lostAfterMs: this.#lostAfterMs, rules: RULES });
  }

  /**
   * Ends a run whose files cannot be kept or read, so that the others go on. Lack of room is no run's
   * trouble, nor is a defect: they are thrown again.
   */
  giveUp({ runId, hasEnded, folder }: Run, problem: unknown): void {
    const isItsOwn = isRefusal(problem) || problem instanceof ChorusError;
    if (!isItsOwn || isNoRoom(problem)) throw problem;
    if (hasEnded) return;
    const why = folder.problem ?? ChorusError.from(problem).message;
    const reason = `its files cannot be kept: ${why}`;
    this.#take({ type: 'run-failed', runId, reason });
  }

  /** Runs in the order of their submission. */
  get runs(): readonly Run[] {
    return this.#runs.all;
  }

  /** The run, or for an empty id the newest one. @throws ChorusError `not-found` */
  run(runId: string): Run {
    return this.#runs.get(runId);
  }

  /** Also of a run that is being submitted. */
  hasRun(runId: string): boolean {
    return this.#runs.has(runId);
  }

  /** Resolves when the run is on disk. */
  submit(run: Run): Promise<void> {
    const { runId, config, memberSeeds } = run;
    this.#runs.add(run);
    const plan = planOf(config);
    return this.#takeDurably({ type: 'run-submitted', runId, plan, config, memberSeeds });
  }

  /** Resolves when the cancellation is on disk. @throws ChorusError `refused` when it has ended */
  async cancel(runId: string, reason?: string): Promise<void> {
    if (runId === '') throw new ChorusError('invalid', 'say which run is to be cancelled');
    const run = this.run(runId);
    if (run.hasEnded) {
      throw new ChorusError('refused', `run ${runId} has ended already (${run.view.status})`);
    }
    await this.#takeDurably({
      type: 'run-cancelled',
      runId: run.runId,
      ...(reason && { reason }),
    });
  }

  /** @throws ChorusError `not-found` when there is no such worker */
  async drain(workerId: string): Promise<void> {
    if (!this.#ledger.state.workers.has(workerId)) {
      const remedy = "'chorus workers' lists those there are";
      throw new ChorusError('not-found', `there is no worker ${workerId}: ${remedy}`);
    }
    await this.#takeDurably({ type: 'worker-drained', workerId });
  }

  workers(): WorkerSummary[] {
    return this.#roster.summaries(this.#ledger.state, this.#clock.nowMs());
  }

  join(session: WorkerSession): void {
    const { worker, hello } = session;
    this.#roster.connect(session, this.#ledger.state.workers.get(worker.workerId));
    this.#leases.heard(worker, this.#clock.nowMs());
    const { slots, devices, backend, hostname, versions } = hello;
    this.#take({
      type: 'worker-joined',
      worker,
      slots,
      deviceKind: `${backend}: ${devices[0]?.name ?? 'unknown'}`,
      held: hello.held,
      description: { hostname, backend, devices, versions },
    });
  }

  /** The worker's connection has ended, it did not say why. */
  disconnected(session: WorkerSession): void {
    if (!this.#roster.disconnect(session)) return;
    this.#leases.end(session.worker);
    this.#take({ type: 'worker-disconnected', worker: session.worker });
  }

  /** The worker has said that it leaves. */
  left({ worker }: WorkerSession): void {
    this.#take({ type: 'worker-left', worker });
  }

  heard({ worker }: WorkerSession): void {
    this.#leases.heard(worker, this.#clock.nowMs());
  }

  /** Finds out what only time tells. */
  tick(): void {
    const nowMs = this.#clock.nowMs();
    const isLate = this.#noteLateness(nowMs);
    this.#noteJump(this.#clock.takeJumpMs());
    for (const { worker, silentMs } of this.#leases.silent(nowMs)) {
      this.#leases.end(worker);
      this.#take({ type: 'worker-silent', worker, silentMs });
    }
    if (!isLate && isTimeDue(this.#ledger.state, nowMs)) this.#take({ type: 'time-passed' });
    for (const runId of this.#ledger.state.runs.keys()) this.#runs.forRun(runId, lookAfter);
  }

  /**
   * A process that was busy, or stopped, for a while comes to its timers before it reads what waits: what
   * it has not heard meanwhile is nobody's silence, and who comes back may wait to be let in.
   *
   * @returns whether what waits is to be read first; never twice in a row, so that time goes on
   */
  #noteLateness(nowMs: number): boolean {
    const lateMs = nowMs - (this.#tickedMs ?? nowMs) - TICK_INTERVAL_MS;
    this.#tickedMs = nowMs;
    if (lateMs > 0) this.#leases.extend(lateMs, nowMs);
    this.#wasLate = lateMs >= TICK_INTERVAL_MS && !this.#wasLate;
    return this.#wasLate;
  }

  #noteJump(jumpMs: number | undefined): void {
    if (jumpMs === undefined) return;
    const seconds = Math.round(Math.abs(jumpMs) / 1000);
    const direction = jumpMs > 0 ? 'forward' : 'back';
    this.#warn(
      `the clock of this machine was set ${direction} by ${seconds} s: time limits go by what really passes`,
    );
  }

  /** C2. @throws ChorusError `refused` when this is not the live attempt of its member */
  requireLive(ref: AttemptRef): Run {
    const run = this.run(ref.runId);
    if (findLiveAnywhere(this.#ledger.state, ref)) return run;
    const { runId, member, attempt } = ref;
    throw new ChorusError(
      'refused',
      `attempt ${attempt} of member ${member} of run ${runId} is over: its files are not taken`,
    );
  }

  report(session: WorkerSession, message: AttemptReport): void {
    const { worker } = session;
    const ref = required(message.attempt, 'report.attempt');
    const { state } = this.#ledger;
    if (!findLive(state, worker.workerId, ref)) {
      this.#ledger.answer([answerToTheDead(state, worker.workerId, ref)], (commands) =>
        this.#carryOut(commands),
      );
      return;
    }
    const run = this.run(ref.runId);
    if (message.progress) {
      run.showProgress(this.#clock.nowMs(), ref, message.progress);
    } else if (message.log) {
      this.#take({ type: 'attempt-logged', worker, ref, line: message.log });
    } else {
      const report = this.#decode(message, run);
      const { sequence, epoch } = message;
      if (!report) return;
      const { member } = ref;
      this.#take(
        { type: 'attempt-reported', worker, ref, sequence, report },
        {
          keep: ({ atMs }) => {
            const { resumedEpoch = 0 } = run.member(member);
            if (report.type === 'started') run.summaries.beginAttempt(member, atMs, resumedEpoch);
            if (epoch && report.type === 'epoch')
              run.summaries.writeEpoch(member, atMs, epoch, epoch.histograms);
          },
        },
      );
    }
  }

  /** What goes wrong here and not at the worker ends the run. */
  #decode(message: AttemptReport, run: Run): Report | undefined {
    try {
      return decodeReport(message, run);
    } catch (error) {
      const reason = `the coordinator cannot check a result: ${ChorusError.from(error).message}`;
      this.#take({ type: 'run-failed', runId: run.runId, reason });
      return undefined;
    }
  }

  /** What a worker uploaded is on disk. */
  uploadKept(sha256: string): void {
    this.#uploads.found(sha256);
  }

  /**
   * What a worker uploads cannot be kept: its run waits for room, or is given up.
   *
   * @returns what its worker is told: `unavailable`, since sent again it may find room
   * @throws what is a defect
   */
  uploadRefused(ref: AttemptRef, sha256: string, problem: Error): ChorusError {
    if (isNoRoom(problem)) this.#waitForRoom(ref, sha256, problem);
    else this.giveUp(this.run(ref.runId), problem);
    return new ChorusError('unavailable', `the coordinator cannot keep it: ${problem.message}`);
  }

  /** The run's log says so: its worker waits, and who watches must know why. */
  #waitForRoom(ref: AttemptRef, sha256: string, problem: Error): void {
    const waiting = this.#uploads.lacks(sha256);
    if (waiting === 'known') return;
    const text = `the disk is full: ${problem.message}`;
    if (waiting === 'too long') {
      this.#ledger.fail(new ChorusError('unavailable', text, { cause: problem }));
      return;
    }
    const live = findLiveAnywhere(this.#ledger.state, ref);
    if (!live) return;
    const { workerId, incarnation } = live.worker;
    const timeMs = this.#clock.nowMs();
    const line = { timeMs, level: 'warn', message: `${text}; waits for room` } as const;
    this.#take({ type: 'attempt-logged', worker: { workerId, incarnation }, ref, line });
  }

  /** From now on nothing happens any more: connections that end are not lost workers. */
  close(): void {
    this.#ledger.close();
  }

  /** @throws ChorusError `unavailable` when nothing is taken any more */
  async #takeDurably(body: Untimed): Promise<void> {
    if (this.#ledger.hasEnded) throw new ChorusError('unavailable', 'the coordinator has stopped');
    await new Promise<void>((resolve) => this.#take(body, { released: resolve }));
  }

  #take(body: Untimed, { keep, released }: Taken = {}): void {
    const record = { atMs: this.#clock.nowMs(), ...body } as JournalRecord;
    if (record.type === 'worker-joined') this.#roster.describe(record);
    this.#ledger.take(record, (commands) => [
      ...(isAccepted(commands) ? [() => this.#keep(record, keep)] : []),
      () => this.#observer.recorded(record, commands),
      ...this.#runs.tell(record, commands, this.#observer.happened),
      () => released?.(),
      ...this.#carryOut(commands),
    ]);
  }

  #keep(record: JournalRecord, keep: Taken['keep']): void {
    if (record.type !== 'attempt-reported') return;
    this.#runs.forRun(record.ref.runId, (run) => {
      if (run.hasEnded) return;
      this.#runs.keepFiles(record);
      keep?.(record);
    });
  }

  #carryOut(commands: readonly Command[]): Step[] {
    return commands.map((command) => () => this.#carryOutOne(command));
  }

  #carryOutOne(command: Command): void {
    switch (command.type) {
      case 'assign': {
        const { workerId, ref, resume } = command;
        // It may be over since: the worker was started anew before this was released.
        const live = findLive(this.#ledger.state, workerId, ref);
        if (!live) return;
        const { plan } = live.run;
        const run = this.run(ref.runId);
        const assignment = {
          attempt: ref,
          config: run.config,
          memberSeed: run.seedOf(ref.member),
          resume: resume ?? null,
          epochsBefore: epochsBefore(plan, ref.member),
          checkpointAtEnd: isContinued(plan, ref.member),
        };
        this.#roster.session(workerId)?.send({ assignment });
        return;
      }
      case 'stop':
        this.#roster.session(command.workerId)?.stop(command.ref, command.reason);
        return;
      case 'acknowledge':
        this.#roster.session(command.workerId)?.acknowledge(command.ref, command.sequence);
        return;
      case 'result-accepted':
        this.#roster.session(command.workerId)?.send({ accepted: command.ref });
        return;
      case 'drain':
        this.#roster.session(command.workerId)?.send({ drain: {} });
        return;
      case 'disconnect': {
        const { worker, reason, refused } = command;
        const error = new ChorusError(refused ? 'refused' : 'unavailable', reason);
        this.#roster.sessionOf(worker)?.disconnect(error);
        return;
      }
      case 'checkpoint-obsolete':
        this.#removeArtifact(this.run(command.runId), command.sha256);
        return;
      case 'validate-ensemble':
        this.#results.validate(this.run(command.runId), command.members);
        return;
      case 'sum-up':
        this.#results.sumUp(this.run(command.runId));
        return;
      case 'accepted':
      case 'attempt-ended':
      case 'member-cancelled':
      case 'notice':
      case 'backup-added':
      case 'run-stopped':
      case 'run-ended':
        return;
    }
  }

  #removeArtifact({ runId, folder }: Run, sha256: string): void {
    try {
      folder.artifacts.remove(sha256);
    } catch (error) {
      this.#warn(`run ${runId} keeps a file too many: ${(error as Error).message}`);
    }
  }
}

/** Finds out that a run's folder was deleted while there is still something to be saved by it. */
function lookAfter({ folder }: Run): void {
  folder.requireThere();
  try {
    folder.description.writeWorkers();
  } catch (error) {
    // It is tried again in a second, and when the run ends.
    if (!isNoRoom(error)) throw error;
  }
}

function isAccepted(commands: readonly Command[]): boolean {
  return commands[0]?.type === 'accepted';
}

function isResult(record: JournalRecord): record is Reported {
  return record.type === 'attempt-reported' && record.report.type === 'result';
}
