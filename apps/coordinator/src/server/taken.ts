import type { JournalRecord, Untimed } from '../journal/record.ts';

/** What is done with a record when it is on disk. */
export interface Taken {
  /** Writes what is to be kept of it, if it counts, before anybody is told; it may be done again. */
  readonly keep?: (record: JournalRecord) => void;
  readonly released?: () => void;
}

/** Records what has happened now; what it leads to is done when the record is on disk. */
export type Take = (body: Untimed, taken?: Taken) => void;
