/**
 * The scheduler's state and the journal that it is made of.
 *
 * G1: nothing that an event leads to is seen outside before the event is on disk: commands are
 *     released when their records are.
 * G2: records that arrive together are written together, with one sync (group commit): a disk that
 *     syncs 200 times a second does not limit the coordinator to 200 events.
 * G3: when the journal cannot be written, nothing is released any more: the state in memory is ahead
 *     of the disk, and the only way on is a new start from the journal.
 */
import { ChorusError } from '@chorus/proto';
import { isDiskFull } from '../artifacts/disk-error.ts';
import { createHash } from 'node:crypto';
import type { Command } from '../core/events.ts';
import { findLive, encodeState, newState } from '../core/state.ts';
import { step } from '../core/scheduler.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalRecord } from '../journal/record.ts';

/** How often the state's digest is journalled. */
const RECORDS_PER_DIGEST = 10_000;

/** After so long without a record the journal is tidied. */
const QUIET_MS = 500;

/** What is done about a record when it is on disk. */
export type Release = (commands: readonly Command[]) => void;

interface Entry {
  /** Undefined when nothing is to be written. */
  readonly record: JournalRecord | undefined;
  readonly commands: readonly Command[];
  readonly release: Release;
}

export class Ledger {
  readonly state = newState();
  readonly #journal: Journal;
  readonly #onFailure: (error: Error) => void;
  #pending: Entry[] = [];
  #sinceDigest = 0;
  #quiet: NodeJS.Timeout | undefined;
  #ended = false;

  /** @param onFailure told once, when the journal could not be written (G3) */
  constructor(journal: Journal, onFailure: (error: Error) => void) {
    this.#journal = journal;
    this.#onFailure = onFailure;
  }

  /** Makes the state from what was journalled before; to be called before anything is taken. */
  replay(visit: (record: JournalRecord, commands: readonly Command[]) => void): void {
    for (const record of this.#journal.records()) visit(record, fold(this.state, record));
  }

  /** Applies a record to the state at once, and releases its commands when it is on disk. */
  take(record: JournalRecord, release: Release): void {
    if (this.#ended) return;
    this.#add({ record, commands: fold(this.state, record), release });
  }

  /** Releases commands when everything that was taken before is on disk: they may rest on it. */
  answer(commands: readonly Command[], release: Release): void {
    if (!this.#ended) this.#add({ record: undefined, commands, release });
  }

  /** Writes what is pending, releases nothing more, and closes the journal. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#quiet);
    const records = recordsOf(this.#pending);
    try {
      this.#journal.append(records, digestOf(this.state));
    } catch (error) {
      this.#onFailure(error as Error);
    }
    this.#journal.close();
  }

  #add(entry: Entry): void {
    this.#pending.push(entry);
    if (this.#pending.length === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    if (this.#ended) return;
    const batch = this.#pending;
    this.#pending = [];
    this.#sinceDigest += batch.length;
    const digestDue = this.#sinceDigest >= RECORDS_PER_DIGEST;
    try {
      const records = recordsOf(batch);
      if (records.length > 0)
        this.#journal.append(records, digestDue ? digestOf(this.state) : undefined);
      if (digestDue) this.#sinceDigest = 0;
      for (const { commands, release } of batch) release(commands);
      this.#tidyWhenQuiet();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #tidyWhenQuiet(): void {
    this.#quiet ??= setTimeout(() => {
      try {
        this.#journal.tidy();
      } catch (error) {
        this.#fail(error as Error);
      }
    }, QUIET_MS).unref();
    this.#quiet.refresh();
  }

  #fail(error: Error): void {
    this.#ended = true;
    clearTimeout(this.#quiet);
    this.#journal.close();
    this.#onFailure(explain(error));
  }
}

/** A full disk is met by the journal or, just as well, by a file of a run. */
function explain(error: Error): Error {
  return isDiskFull(error)
    ? new ChorusError('unavailable', `the disk is full: ${error.message}`)
    : error;
}

function recordsOf(entries: readonly Entry[]): JournalRecord[] {
  return entries.flatMap(({ record }) => record ?? []);
}

/** One more record: what the state becomes, in place, and what is to be done. */
export function fold(state: ReturnType<typeof newState>, record: JournalRecord): Command[] {
  if (record.type !== 'attempt-logged') return step(state, record);
  const live = findLive(state, record.worker.workerId, record.ref);
  return live ? [{ type: 'accepted' }] : [];
}

/** SHA-256 of the state, in hexadecimal. */
export function digestOf(state: ReturnType<typeof newState>): string {
  return createHash('sha256').update(encodeState(state)).digest('hex');
}
