import {
  type JournalRecord,
  SqliteJournal,
  runEventsOf,
  type Happening,
  stateDigest,
  fold,
} from '@chorus/coordinator';
import { ChorusError, type RunEvent } from '@chorus/proto';
import { EventChain } from '@chorus/run-files';
import { applyEvent, type RunView, describeEnd, describeEvent } from '@chorus/run-view';
import { type SchedulerState, newState } from '@chorus/scheduler';
import { checkIsJournal } from '../check-is-journal.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';

/**
 * Prints again what a journal's runs went through, and checks that the journal still makes the state
 * that its coordinator had.
 *
 * @returns the exit status
 * @throws ChorusError `corrupt` when it makes another state, or none
 */
export function replay(path: string, { json }: { json?: boolean }): number {
  checkIsJournal('JOURNAL', path);
  const journal = new SqliteJournal(path);
  try {
    const state = newState();
    const printer = new Printer(json ?? false);
    const expected = journal.lastDigest();
    let count = 0;
    let digest: string | undefined;
    for (const record of journal.records()) {
      count += 1;
      asCorrupt(`${path}: event ${count} cannot be`, () => {
        if (record.type === 'run-submitted' && record.chained) printer.chain(record.runId);
        for (const happening of happeningsOf(state, record)) printer.print(record.atMs, happening);
        if (record.type === 'run-deleted') printer.printDeletion(record);
      });
      if (count === expected?.sequence) digest = stateDigest(state);
    }
    if (expected && digest !== expected.sha256) {
      throw new ChorusError(
        'corrupt',
        `${path}: the first ${expected.sequence} events make another state than the coordinator had: ` +
          'they were altered, or another version of Chorus wrote them',
      );
    }
    const checked = expected
      ? `the state after event ${expected.sequence} is the same`
      : 'the coordinator left no digest to compare the state with';
    process.stderr.write(`${count} events of ${printer.runs} runs; ${checked}\n`);
    return EXIT_STATUS.succeeded;
  } finally {
    journal.close();
  }
}

function happeningsOf(state: SchedulerState, record: JournalRecord): Happening[] {
  return runEventsOf(record, fold(state, record));
}

/** An event that was altered may be one that the scheduler never takes. */
function asCorrupt(what: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const { message } = error as Error;
    throw new ChorusError('corrupt', `${what}: ${message}`, { cause: error });
  }
}

type Deletion = Extract<JournalRecord, { type: 'run-deleted' }>;

/** Gives the runs' events their numbers, and their places in their chains, and prints them. */
class Printer {
  readonly #json: boolean;
  readonly #views = new Map<string, RunView>();
  readonly #sequences = new Map<string, number>();
  readonly #chains = new Map<string, EventChain>();

  constructor(json: boolean) {
    this.#json = json;
  }

  get runs(): number {
    return this.#views.size;
  }

  /** Each event of this run holds the digest of the one before it. */
  chain(runId: string): void {
    this.#chains.set(runId, new EventChain());
  }

  print(timeMs: number, { runId, body }: Happening): void {
    const sequence = (this.#sequences.get(runId) ?? 0) + 1;
    this.#sequences.set(runId, sequence);
    const event = this.#linked({ sequence, timeMs, runId, ...body } as RunEvent);
    const view = applyEvent(this.#views.get(runId), event);
    this.#views.set(runId, view);
    if (this.#json) return printJson(event);
    const line = lineOf(event, view);
    if (line !== undefined) printLines([line]);
  }

  #linked(event: RunEvent): RunEvent {
    const chain = this.#chains.get(event.runId);
    if (!chain) return event;
    const linked = chain.next(event);
    chain.add(JSON.stringify(linked));
    return linked;
  }

  /** No event of the run: those are gone with it. */
  printDeletion({ atMs: timeMs, runId, by }: Deletion): void {
    const { name } = by;
    if (this.#json) printJson({ timeMs, runId, type: 'deleted', by: name });
    else printLines([`${new Date(timeMs).toISOString()} ${runId} was deleted by ${name}`]);
  }
}

/** `2026-11-24T12:18:44.668Z 20261124-121844-4e6e member 1 goes to gpu-box-0` */
function lineOf(event: RunEvent, view: RunView): string | undefined {
  const text = describeEvent(event, view)?.text ?? describeEnd(view);
  const aboutRun = new RegExp(`^run ${view.runId}:? `);
  return (
    text && `${new Date(event.timeMs).toISOString()} ${view.runId} ${text.replace(aboutRun, '')}`
  );
}
