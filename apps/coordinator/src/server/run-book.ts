/**
 * The runs, and what becomes of them with every record: their events and their files.
 *
 * R1: what a result consists of lies under its lasting name (`keepFiles`) before a watcher hears of it
 *     (`tell`).
 * R2: a run that is being submitted is nobody's to see before its record is on disk.
 */
import { ChorusError, type RunEvent } from '@chorus/proto';
import type { Command } from '../core/events.ts';
import type { JournalRecord, WorkerDescription } from '../journal/record.ts';
import { runEventsOf } from '../run/run-events.ts';
import type { RunView } from '@chorus/run-view';
import type { Run } from '../run/run.ts';

export class RunBook {
  readonly #runs = new Map<string, Run>();
  readonly #describeWorker: (workerId: string) => WorkerDescription;
  readonly #warn: (message: string) => void;

  /** @param warn told what a run that has ended does not leave, and why */
  constructor(
    describeWorker: (workerId: string) => WorkerDescription,
    warn: (message: string) => void,
  ) {
    this.#describeWorker = describeWorker;
    this.#warn = warn;
  }

  /** In the order of their submission (R2). */
  get all(): readonly Run[] {
    return [...this.#runs.values()].filter(({ hasBegun }) => hasBegun);
  }

  /** The run, or for an empty id the newest one. @throws ChorusError `not-found` */
  get(runId: string): Run {
    const run = runId === '' ? this.all.at(-1) : this.#runs.get(runId);
    if (run) return run;
    const what = runId === '' ? 'no run was submitted yet' : `there is no run ${runId}`;
    throw new ChorusError('not-found', `${what}: 'chorus runs' lists those there are`);
  }

  /** Before its record is told. */
  add(run: Run): void {
    this.#runs.set(run.runId, run);
  }

  /** R1. Of a record that counted; done again, it does nothing. */
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
   */
  tell(
    record: JournalRecord,
    commands: readonly Command[],
    observe: (event: RunEvent, view: RunView) => void,
  ): void {
    for (const command of commands) {
      if (command.type !== 'assign') continue;
      const { ref, workerId } = command;
      this.get(ref.runId).folder.addWorker(workerId, this.#describeWorker(workerId));
    }
    for (const { runId, body } of runEventsOf(record, commands)) {
      const run = this.get(runId);
      const event = run.append(record.atMs, body);
      if (body.type === 'finished') this.#end(run);
      observe(event, run.view);
    }
  }

  #end(run: Run): void {
    for (const { message } of run.end()) {
      this.#warn(`run ${run.runId} does not leave everything: ${message}`);
    }
  }
}
