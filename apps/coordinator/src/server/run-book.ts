/**
 * The runs, and what becomes of them with every record: their events and their files.
 *
 * RUN-1: what a result consists of lies under its lasting name (`keepFiles`) before a watcher hears
 *   of it (`tell`), and all that a run leaves before its success is told. When that cannot be, the
 *   run fails.
 * RUN-2: a run that is being submitted is nobody's to see before its record is on disk.
 */
import { ChorusError, type RunEvent, type WorkerDescription } from '@chorus/proto';
import type { RunView } from '@chorus/run-view';
import type { Command } from '@chorus/scheduler';
import type { JournalRecord } from '../journal/record.ts';
import { runEventsOf, type KeptBody } from '../run/run-events.ts';
import type { Run } from '../run/run.ts';
import type { Step } from './ledger.ts';

export interface RunBookOptions {
  describeWorker(workerId: string): WorkerDescription;
  /** Told what a run that has ended does not leave, and why. */
  warn(message: string): void;
  /** Ends a run whose files cannot be kept. @throws what is no run's trouble */
  giveUp(run: Run, problem: unknown): void;
}

export class RunBook {
  readonly #runs = new Map<string, Run>();
  readonly #deleted = new Set<string>();
  readonly #options: RunBookOptions;

  constructor(options: RunBookOptions) {
    this.#options = options;
  }

  /** The runs in the order of their submission (RUN-2). */
  get all(): readonly Run[] {
    return [...this.#runs.values()].filter(({ hasBegun }) => hasBegun);
  }

  /** The run, or for an empty id the newest one. @throws ChorusError `not-found` */
  get(runId: string): Run {
    const run = runId === '' ? this.all.at(-1) : this.#runs.get(runId);
    if (run) return run;
    throw new ChorusError(
      'not-found',
      `${this.#absence(runId)}: 'chorus runs' lists those there are`,
    );
  }

  #absence(runId: string): string {
    if (this.#deleted.has(runId)) return `run ${runId} was deleted`;
    if (runId !== '') return `there is no run ${runId}`;
    return this.#deleted.size > 0 ? 'every run was deleted' : 'no run was submitted yet';
  }

  /** Whether there is a run of this name, or was one that was deleted: no other one gets it. */
  has(runId: string): boolean {
    return this.#runs.has(runId) || this.#deleted.has(runId);
  }

  /** The names of those that were deleted. */
  get deleted(): readonly string[] {
    return [...this.#deleted];
  }

  /** Takes a run that has ended off the list, and tells those who watch it; its folder is left as it is. */
  delete(runId: string): void {
    this.#runs.get(runId)?.log.delete();
    this.#runs.delete(runId);
    this.#deleted.add(runId);
  }

  /** Adds a run, before its record is told. @throws RangeError when there is one of this name */
  add(run: Run): void {
    if (this.has(run.runId)) throw new RangeError(`there is a run ${run.runId} already`);
    this.#runs.set(run.runId, run);
  }

  /** RUN-1: keeps the files of a record that counted; done again, it does nothing. */
  keepFiles(record: JournalRecord): void {
    if (record.type !== 'attempt-reported') return;
    const { ref, report } = record;
    const run = this.get(ref.runId);
    if (run.hasEnded) return;
    if (report.type === 'result') {
      run.folder.keepResult(ref.member, report, run.config.dataset.classes.length);
    } else if (report.type === 'checkpoint' && run.config.faults.keepCheckpoints) {
      run.folder.keepCheckpoint(ref.member, report.epoch, report.sha256);
    }
  }

  /**
   * Appends what people are told to the runs' events.
   *
   * @param observe called with each, when the view has it applied
   * @returns the steps of it: one that throws for lack of room has changed nothing
   */
  tell(
    record: JournalRecord,
    commands: readonly Command[],
    observe: (event: RunEvent, view: RunView) => void,
  ): Step[] {
    const assigned = commands.filter((command) => command.type === 'assign');
    return [
      () => {
        for (const { ref, workerId } of assigned) {
          const description = this.#options.describeWorker(workerId);
          this.get(ref.runId).folder.description.addWorker(workerId, description);
        }
      },
      ...runEventsOf(record, commands).flatMap(({ runId, body }) => [
        () => this.forRun(runId, (run) => run.prepare(record.atMs, body)),
        () => {
          const run = this.get(runId);
          const event = this.#append(run, record.atMs, body);
          if (body.type === 'finished') this.#end(run);
          observe(event, run.view);
          if (body.type === 'finished') this.#seal(run);
        },
      ]),
    ];
  }

  /** Does something with a run's files; the run that cannot have it done is given up. */
  forRun(runId: string, action: (run: Run) => void): void {
    const run = this.get(runId);
    try {
      action(run);
    } catch (error) {
      this.#options.giveUp(run, error);
    }
  }

  #append(run: Run, atMs: number, body: KeptBody): RunEvent {
    try {
      return run.append(atMs, body);
    } catch (error) {
      // Nobody waits for room to be told that a run has failed.
      const isFailure = body.type === 'finished' && body.status !== 'succeeded';
      if (!isFailure) this.#options.giveUp(run, error);
      run.log.leaveFile();
      return run.append(atMs, body);
    }
  }

  #end(run: Run): void {
    for (const { message } of run.end()) {
      this.#options.warn(`run ${run.runId} does not leave everything: ${message}`);
    }
  }

  /** After those who are told of the end, who may leave something of it in the folder, too. */
  #seal(run: Run): void {
    try {
      run.seal();
    } catch (error) {
      const { message } = error as Error;
      this.#options.warn(`run ${run.runId} leaves no manifest: ${message}`);
    }
  }
}
