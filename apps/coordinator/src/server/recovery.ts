import type { Command } from '@chorus/scheduler';
import type { RunFolder } from '@chorus/run-files';
import type { JournalRecord } from '../journal/record.ts';
import type { Observer } from '../observers/observer.ts';
import { Run } from '../run/run.ts';
import type { Roster } from './roster.ts';
import type { RunBook } from './run-book.ts';
import { restoreRun, type Snapshot } from './snapshot.ts';

type Reported = Extract<JournalRecord, { type: 'attempt-reported' }>;

export interface RecoveryOptions {
  readonly runs: RunBook;
  readonly roster: Roster;
  /** The folder of a run, which may be gone. */
  readonly folderOf: (runId: string) => RunFolder;
  readonly observer: Required<Observer>;
}

/** Makes runs and roster of what a journal holds, and finds out what a crash may have left undone. */
export class Recovery {
  readonly #options: RecoveryOptions;
  /** Results whose files may not have their lasting names. */
  results: Reported[] = [];
  /** The names of deleted runs whose folders a former process may not have come to remove. */
  removing: string[] = [];

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /**
   * Takes what a snapshot holds, before the records that follow it.
   *
   * @returns false when the runs' folders do not bear it out: nothing has then happened
   */
  restore({ runs: entries, deleted, removing, workers }: Snapshot): boolean {
    const { runs, roster, folderOf } = this.#options;
    const restored: Run[] = [];
    for (const entry of entries) {
      const run = restoreRun(entry, folderOf);
      if (!run) return false;
      restored.push(run);
    }
    for (const run of restored) this.#add(run);
    for (const runId of deleted) runs.delete(runId);
    this.removing = [...removing];
    roster.restore(workers);
    return true;
  }

  /** Takes one more record. @param commands what the scheduler wanted done about it */
  visit(record: JournalRecord, commands: readonly Command[]): void {
    const { runs, roster, folderOf, observer } = this.#options;
    if (record.type === 'run-submitted') {
      const { runId, config, members, chained = false } = record;
      runs.add(new Run(runId, config, members, folderOf(runId), chained));
    }
    if (record.type === 'worker-joined') roster.describe(record);
    if (record.type === 'coordinator-started') this.removing = [];
    if (record.type === 'run-deleted') this.#delete(record.runId);
    for (const step of runs.tell(record, commands, observer.replayed)) step();
    const isAccepted = commands[0]?.type === 'accepted';
    if (isAccepted && isResult(record)) this.results.push(record);
  }

  /** Forgets what there was to be done. */
  end(): void {
    this.results = [];
    this.removing = [];
  }

  /** Adds a run, and tells those who watch: of one that goes on its events, as if its records were read. */
  #add(run: Run): void {
    const { runs, observer } = this.#options;
    runs.add(run);
    if (run.hasEnded) observer.restored(run.runId);
    else for (const event of run.log.known) observer.replayed(event, run.view);
  }

  #delete(runId: string): void {
    this.removing.push(runId);
    this.results = this.results.filter(({ ref }) => ref.runId !== runId);
    this.#options.runs.delete(runId);
  }
}

function isResult(record: JournalRecord): record is Reported {
  return record.type === 'attempt-reported' && record.report.type === 'result';
}
