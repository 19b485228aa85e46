/**
 * The scheduler's state and the journal that it is made of.
 *
 * LEDGER-1: nothing that an event leads to is seen outside before the event is on disk: commands
 *   are released when their records are.
 * LEDGER-2: records that arrive together are written together, with one sync (group commit): a disk
 *   that syncs 200 times a second does not limit the coordinator to 200 events.
 * LEDGER-3: when the journal cannot be written, nothing is released any more: the state in memory
 *   is ahead of the disk, and the only way on is a new start from the journal.
 * LEDGER-4: a release that finds no room on disk for a file is waited for, and everything behind
 *   it; then it goes on with the step that found none. The journal of a coordinator that waits must
 *   need no room.
 */
import { ChorusError } from '@chorus/proto';
import { DiskError } from '@chorus/run-files';
import {
  type Command,
  decodeState,
  encodeState,
  findLive,
  newState,
  type SchedulerState,
  step,
} from '@chorus/scheduler';
import { createHash } from 'node:crypto';
import type { Journal, JournalSnapshot } from '../journal/journal.ts';
import type { JournalRecord } from '../journal/record.ts';
import { isNoRoom } from './no-room.ts';
import { RoomWait } from './room-wait.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from './snapshot.ts';

/** How often the state's digest is journalled. */
const RECORDS_PER_DIGEST = 10_000;

/** How often a snapshot is kept: a start reads at most so many records more, some 0.1 s. */
const RECORDS_PER_SNAPSHOT = 10_000;

/** After so long without a record the journal is tidied. */
const QUIET_MS = 500;

/** How often room is looked for. */
const ROOM_RETRY_MS = 1_000;

/** A part of a release: when it throws for lack of room it has done nothing, and is done again. */
export type Step = () => void;

/** What is done about a record when it is on disk, in order. */
export type Release = (commands: readonly Command[]) => readonly Step[];

export interface LedgerOptions {
  /** Told once when nothing is released any more (LEDGER-3, LEDGER-4), with the reason. */
  readonly onFailure: (error: Error) => void;
  /** Told that there is no room, and that there is some again. */
  readonly warn: (message: string) => void;
  /** How long room is waited for. 0: not at all. */
  readonly roomWaitMs: number;
  /** What is known beside the state; asked for when everything that was taken is released. */
  readonly snapshot: () => Snapshot;
}

/** What is told of the journal when it is read. */
export interface Replayed {
  /** @returns whether this snapshot can be taken for the records that it stands for */
  restore(snapshot: Snapshot): boolean;
  visit(record: JournalRecord, commands: readonly Command[]): void;
}

interface Entry {
  /** Undefined when nothing is to be written. */
  readonly record: JournalRecord | undefined;
  readonly commands: readonly Command[];
  readonly release: Release;
}

export class Ledger {
  #state = newState();
  readonly #journal: Journal;
  readonly #options: LedgerOptions;
  readonly #room: RoomWait;
  #steps: Step[] = [];
  #retry: NodeJS.Timeout | undefined;
  #pending: Entry[] = [];
  #sinceDigest = 0;
  #sinceSnapshot = 0;
  #quiet: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(journal: Journal, options: LedgerOptions) {
    this.#journal = journal;
    this.#options = options;
    this.#room = new RoomWait(options.roomWaitMs);
  }

  get state(): SchedulerState {
    return this.#state;
  }

  /** Whether nothing is taken any more. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Makes the state from what was journalled before; to be called before anything is taken. */
  replay(recovery: Replayed): void {
    const snapshot = this.#journal.snapshot();
    const after = snapshot && this.#restore(snapshot, recovery) ? snapshot.sequence : 0;
    for (const record of this.#journal.records(after)) {
      recovery.visit(record, fold(this.state, record));
      this.#sinceSnapshot += 1;
    }
  }

  /** Takes a snapshot, if it can be used (SNAPSHOT-1). */
  #restore({ text }: JournalSnapshot, recovery: Replayed): boolean {
    try {
      const snapshot = decodeSnapshot(text);
      if (!snapshot) return false;
      const state = decodeState(snapshot.state);
      if (encodeState(state) !== snapshot.state || !recovery.restore(snapshot)) return false;
      this.#state = state;
      return true;
    } catch {
      return false;
    }
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
    this.#end();
    const records = recordsOf(this.#pending);
    try {
      this.#journal.append(records, stateDigest(this.state));
    } catch (error) {
      this.#options.onFailure(error as Error);
    }
    if (records.length === 0 && this.#sinceSnapshot > 0) this.#keepSnapshot();
    this.#journal.close();
  }

  /** Takes and releases nothing more (LEDGER-3), and tells why. */
  fail(error: Error): void {
    if (this.#ended) return;
    this.#end();
    this.#journal.close();
    this.#options.onFailure(error);
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
    this.#sinceSnapshot += batch.length;
    const digestDue = this.#sinceDigest >= RECORDS_PER_DIGEST;
    try {
      const records = recordsOf(batch);
      if (records.length > 0) {
        this.#journal.append(records, digestDue ? stateDigest(this.state) : undefined);
      }
    } catch (error) {
      return this.fail(error as Error);
    }
    if (digestDue) this.#sinceDigest = 0;
    for (const { commands, release } of batch) this.#steps.push(...release(commands));
    if (!this.#retry) this.#release();
  }

  #release(): void {
    let done = 0;
    try {
      for (const step of this.#steps) {
        if (this.#ended) return;
        step();
        done += 1;
      }
      this.#steps = [];
    } catch (error) {
      this.#steps = this.#steps.slice(done);
      return this.#waitForRoom(error as Error);
    }
    if (this.#room.found('')) this.#options.warn('there is room on disk again: it goes on');
    if (this.#sinceSnapshot >= RECORDS_PER_SNAPSHOT) this.#keepSnapshot();
    this.#tidyWhenQuiet();
  }

  /** Only when the runs are where the state is: all is written, and all that was written is released. */
  #keepSnapshot(): void {
    if (this.#pending.length > 0 || this.#steps.length > 0) return;
    try {
      this.#journal.keepSnapshot(encodeSnapshot(encodeState(this.state), this.#options.snapshot()));
      this.#sinceSnapshot = 0;
    } catch (error) {
      // The former one is as good, and takes longer.
      this.#sinceSnapshot = 0;
      this.#options.warn(`no snapshot is kept of the journal: ${(error as Error).message}`);
    }
  }

  /** Waits for room on disk (LEDGER-4). */
  #waitForRoom(error: Error): void {
    const waiting = isNoRoom(error) ? this.#room.lacks('') : 'too long';
    if (waiting === 'too long') return this.fail(explain(error));
    if (waiting === 'new') {
      const minutes = this.#options.roomWaitMs / 60_000;
      this.#options.warn(`the disk is full: ${error.message}; waits up to ${minutes} min for room`);
    }
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#release();
    }, ROOM_RETRY_MS);
  }

  #tidyWhenQuiet(): void {
    this.#quiet ??= setTimeout(() => {
      try {
        this.#journal.tidy();
      } catch (error) {
        this.fail(error as Error);
      }
    }, QUIET_MS).unref();
    this.#quiet.refresh();
  }

  #end(): void {
    this.#ended = true;
    clearTimeout(this.#quiet);
    clearTimeout(this.#retry);
  }
}

/** Why a release went wrong: a file could not be written, or it is a defect. */
function explain(error: Error): Error {
  if (error instanceof ChorusError) return error;
  const { message } = error;
  if (isNoRoom(error)) {
    return new ChorusError('unavailable', `the disk is full: ${message}`, { cause: error });
  }
  if (error instanceof DiskError) return error;
  return new ChorusError('internal', `a defect of Chorus: ${error.stack ?? message}`, {
    cause: error,
  });
}

function recordsOf(entries: readonly Entry[]): JournalRecord[] {
  return entries.flatMap(({ record }) => record ?? []);
}

/** Applies one more record to the state, in place. @returns what is to be done about it */
export function fold(state: ReturnType<typeof newState>, record: JournalRecord): Command[] {
  if (record.type === 'run-deleted') return [{ type: 'accepted' }];
  if (record.type !== 'attempt-logged') return step(state, record);
  const live = findLive(state, record.worker.workerId, record.ref);
  return live ? [{ type: 'accepted' }] : [];
}

/** SHA-256 of the state, in hexadecimal. */
export function stateDigest(state: ReturnType<typeof newState>): string {
  return createHash('sha256').update(encodeState(state)).digest('hex');
}
