/**
 * The shell around the scheduler: turns what workers and users say into records, and has the commands
 * carried out (command-executor.ts) when the ledger releases them. What workers say of their attempts is
 * for live-attempts.ts, with C1, C2 and D1.
 */
import { ChorusError, type WorkerSummary } from '@chorus/proto';
import { isRefusal, type RunFolder } from '@chorus/run-files';
import { type Command, Leases, isTimeDue, RULES_VERSION } from '@chorus/scheduler';
import type { Journal } from '../journal/journal.ts';
import type { Principal } from '../journal/principal.ts';
import type { JournalRecord, Untimed } from '../journal/record.ts';
import type { Run } from '../run/run.ts';
import { SteadyClock } from './clock.ts';
import { CommandExecutor } from './command-executor.ts';
import type { DatasetStore } from './dataset-store.ts';
import type { DiskReserve } from './disk-reserve.ts';
import { Deletions } from './deletions.ts';
import { EnsembleResults } from './ensemble-results.ts';
import { Lateness } from './lateness.ts';
import { Ledger, type Release } from './ledger.ts';
import { LiveAttempts } from './live-attempts.ts';
import { isNoRoom } from './no-room.ts';
import type { Observer } from '../observers/observer.ts';
import { planOf } from './plan-of.ts';
import { Recovery } from './recovery.ts';
import { Roster } from './roster.ts';
import { RunBook } from './run-book.ts';
import { describeRun, type Snapshot } from './snapshot.ts';
import type { Take, Taken } from './taken.ts';
import { Uploads } from './uploads.ts';
import type { WorkerSession } from './worker-session.ts';

/** How often {@link Dispatcher.tick} is to be called. */
export const TICK_INTERVAL_MS = 1_000;

export interface DispatcherOptions {
  readonly journal: Journal;
  /** From which runs that are summed up show samples. */
  readonly datasets: Pick<DatasetStore, 'open'>;
  /** A worker that has not been heard from for this long is lost. */
  readonly lostAfterMs: number;
  /** How long files wait for room on disk before nothing happens any more; 0: not at all. */
  readonly roomWaitMs: number;
  /** What of the disk workers may not fill. Default: what is usual. */
  readonly reserve?: DiskReserve | undefined;
  /** The folder of a run that was submitted before this process began. */
  readonly folderOf: (runId: string) => RunFolder;
  /** Told what is odd but no error. */
  readonly warn: (message: string) => void;
  readonly observer: Required<Observer>;
  /** Told once when nothing happens any more, and why: the journal, or a file, cannot be written. */
  readonly onFailure: (error: Error) => void;
}

export class Dispatcher {
  readonly attempts: LiveAttempts;
  readonly uploads: Uploads;
  readonly deletions: Deletions;
  readonly #lostAfterMs: number;
  readonly #warn: (message: string) => void;
  readonly #observer: Required<Observer>;
  readonly #ledger: Ledger;
  readonly #leases: Leases;
  readonly #roster = new Roster();
  readonly #runs: RunBook;
  readonly #clock: SteadyClock;
  readonly #commands: CommandExecutor;
  readonly #recovery: Recovery;
  readonly #lateness = new Lateness(TICK_INTERVAL_MS);

  /** Knows everything that the journal tells, and does nothing yet: see {@link start}. */
  constructor(options: DispatcherOptions) {
    const { journal, datasets, lostAfterMs, roomWaitMs, reserve, folderOf, warn } = options;
    const { observer, onFailure } = options;
    const takeDurably = (body: Untimed) => this.#takeDurably(body);
    const giveUp = (run: Run, problem: unknown) => this.giveUp(run, problem);
    const describeWorker = (workerId: string) => this.#roster.description(workerId);
    this.#warn = warn;
    const runs = (this.#runs = new RunBook({ describeWorker, warn, giveUp }));
    this.#observer = observer;
    this.deletions = new Deletions({ runs, takeDurably, folderOf, warn });
    this.#lostAfterMs = lostAfterMs;
    this.#leases = new Leases(lostAfterMs);
    const snapshot = () => this.#describe();
    const ledger = (this.#ledger = new Ledger(journal, { onFailure, warn, roomWaitMs, snapshot }));
    this.#recovery = new Recovery({ runs, roster: this.#roster, folderOf, observer });
    ledger.replay(this.#recovery);
    this.#clock = new SteadyClock(ledger.state.nowMs);
    const take: Take = (body, taken) => this.#take(body, taken);
    const nowMs = () => this.#clock.nowMs();
    const results = new EnsembleResults({ ledger, datasets, take, nowMs, warn });
    const { state } = ledger;
    this.#commands = new CommandExecutor({
      state,
      runs,
      roster: this.#roster,
      results,
      take,
      warn,
    });
    const carryOut: Release = (commands) => this.#commands.carryOut(commands);
    this.attempts = new LiveAttempts({ ledger, runs, take, carryOut, nowMs });
    this.uploads = new Uploads({ ledger, runs, roomWaitMs, reserve, take, giveUp, nowMs });
  }

  /**
   * Goes on with what the journal left; runs that have not ended must be open, or given up.
   *
   * @throws DiskError when there is no room on disk
   */
  start(): void {
    for (const { runId, members } of this.#ledger.state.runs.values()) {
      this.#runs.forRun(runId, (run) => {
        for (const { checkpoint } of members) {
          if (checkpoint) run.folder.artifacts.require(checkpoint.sha256);
        }
      });
    }
    // What a crash may have left undone; done again, it does nothing.
    for (const record of this.#recovery.results) {
      this.#runs.forRun(record.ref.runId, () => this.#runs.keepFiles(record));
    }
    this.deletions.goOn(this.#recovery.removing);
    this.#recovery.end();
    this.#take({
      type: 'coordinator-started',
      lostAfterMs: this.#lostAfterMs,
      rules: RULES_VERSION,
    });
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

  /** Whether there is a run of this name, or was one, or one is being submitted. */
  hasRun(runId: string): boolean {
    return this.#runs.has(runId);
  }

  /** Resolves when the run is on disk. */
  submit(run: Run, by: Principal): Promise<void> {
    const { runId, config, members, isChained: chained } = run;
    this.#runs.add(run);
    const plan = planOf(config);
    return this.#takeDurably({ type: 'run-submitted', by, runId, plan, members, config, chained });
  }

  /** Resolves when the cancellation is on disk. @throws ChorusError `refused` when it has ended */
  async cancel(runId: string, by: Principal): Promise<void> {
    if (runId === '') throw new ChorusError('invalid', 'say which run is to be cancelled');
    const run = this.run(runId);
    if (run.hasEnded) {
      throw new ChorusError('refused', `run ${runId} has ended already (${run.status})`);
    }
    await this.#takeDurably({ type: 'run-cancelled', by, runId });
  }

  /** Ends a run with which the coordinator itself cannot go on. */
  abandon({ runId }: Run, reason: string): void {
    this.#take({ type: 'run-cancelled', runId, reason });
  }

  /** @throws ChorusError `not-found` when there is no such worker */
  async drain(workerId: string, by: Principal): Promise<void> {
    if (!this.knowsWorker(workerId)) {
      const remedy = "'chorus workers' lists those there are";
      throw new ChorusError('not-found', `there is no worker ${workerId}: ${remedy}`);
    }
    await this.#takeDurably({ type: 'worker-drained', by, workerId });
  }

  workers(): WorkerSummary[] {
    return this.#roster.summaries(this.#ledger.state, this.#clock.nowMs());
  }

  /** The names of the workers that are not lost. */
  get workerIds(): Iterable<string> {
    return this.#ledger.state.workers.keys();
  }

  /** Whether there is such a worker that is not lost. */
  knowsWorker(workerId: string): boolean {
    return this.#ledger.state.workers.has(workerId);
  }

  join(session: WorkerSession): void {
    const { worker, hello, by } = session;
    this.#roster.connect(session, this.#ledger.state.workers.get(worker.workerId));
    this.#leases.heard(worker, this.#clock.nowMs());
    const { slots, devices, backend, hostname, versions } = hello;
    this.#take({
      type: 'worker-joined',
      by,
      worker,
      slots,
      deviceKind: `${backend}: ${devices[0]?.name ?? 'unknown'}`,
      held: hello.held,
      description: { hostname, backend, devices, versions },
    });
  }

  /** Takes the end of a worker's connection, of which the worker did not say why. */
  disconnected(session: WorkerSession): void {
    if (!this.#roster.disconnect(session)) return;
    this.#leases.end(session.worker);
    this.#take({ type: 'worker-disconnected', by: session.by, worker: session.worker });
  }

  /** Takes a worker's word that it leaves. */
  left({ worker, by }: WorkerSession): void {
    this.#take({ type: 'worker-left', by, worker });
  }

  heard({ worker }: WorkerSession): void {
    this.#leases.heard(worker, this.#clock.nowMs());
  }

  /** Finds out what only time tells. */
  tick(): void {
    const nowMs = this.#clock.nowMs();
    const { lateMs, isCatchingUp } = this.#lateness.tick(nowMs);
    if (lateMs > 0) this.#leases.extend(lateMs, nowMs);
    this.#noteJump(this.#clock.takeJumpMs());
    for (const { worker, silentMs } of this.#leases.silent(nowMs)) {
      this.#leases.end(worker);
      this.#take({ type: 'worker-silent', worker, silentMs });
    }
    if (!isCatchingUp && isTimeDue(this.#ledger.state, nowMs)) this.#take({ type: 'time-passed' });
    for (const runId of this.#ledger.state.runs.keys()) this.#runs.forRun(runId, lookAfter);
  }

  #noteJump(jumpMs: number | undefined): void {
    if (jumpMs === undefined) return;
    const seconds = Math.round(Math.abs(jumpMs) / 1000);
    const direction = jumpMs > 0 ? 'forward' : 'back';
    this.#warn(
      `the clock of this machine was set ${direction} by ${seconds} s: time limits go by what really passes`,
    );
  }

  /** Ends everything: connections that end from now on are not lost workers. */
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
      ...this.#commands.carryOut(commands),
    ]);
  }

  #describe(): Snapshot {
    const runs = this.#runs.all.map(describeRun);
    const workers = this.#roster.described(this.#ledger.state);
    return { runs, deleted: this.#runs.deleted, removing: this.deletions.removing, workers };
  }

  #keep(record: JournalRecord, keep: Taken['keep']): void {
    if (record.type === 'run-deleted') this.#runs.delete(record.runId);
    if (record.type !== 'attempt-reported') return;
    this.#runs.forRun(record.ref.runId, (run) => {
      if (run.hasEnded) return;
      this.#runs.keepFiles(record);
      keep?.(record);
    });
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
