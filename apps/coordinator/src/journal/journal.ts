import type { JournalRecord } from './record.ts';

/** The state after so many records, by its digest: a fold of them must come to the same. */
export interface StateDigest {
  /** The number of the last record that the state is made of. */
  readonly sequence: number;
  /** SHA-256 of `encodeState`, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Where everything that happened is kept, in order.
 *
 * J1: what was appended is on disk when `append` returns: all of it or, after an error, none.
 * J2: records are read as they were appended, numbered from 1 without gaps.
 */
export interface Journal {
  /** @throws ChorusError `unavailable` when it cannot be written; nothing was then appended */
  append(records: readonly JournalRecord[], digest?: string): void;
  /** @param after the number of the record before the first one that is wanted. Default: 0 */
  records(after?: number): Iterable<JournalRecord>;
  /** Does what may wait for a quiet moment. */
  tidy(): void;
  /** The newest digest that was appended. */
  lastDigest(): StateDigest | undefined;
  /**
   * Keeps what all records so far came to, in place of the snapshot before: whoever reads it need not read
   * them. No record is lost with it.
   *
   * @throws ChorusError `unavailable` when it cannot be written; the former one is then still there
   */
  keepSnapshot(text: string): void;
  snapshot(): JournalSnapshot | undefined;
  close(): void;
}

/** What the first records of a journal came to. */
export interface JournalSnapshot {
  /** The number of the last of them. */
  readonly sequence: number;
  readonly text: string;
}

/** A journal that ends with its process: for a run whose coordinator ends with its command. */
export class MemoryJournal implements Journal {
  readonly #records: JournalRecord[] = [];
  #digest: StateDigest | undefined;
  #snapshot: JournalSnapshot | undefined;

  append(records: readonly JournalRecord[], digest?: string): void {
    this.#records.push(...structuredClone(records));
    if (digest) this.#digest = { sequence: this.#records.length, sha256: digest };
  }

  records(after = 0): Iterable<JournalRecord> {
    return structuredClone(this.#records.slice(after));
  }

  tidy(): void {}

  lastDigest(): StateDigest | undefined {
    return this.#digest;
  }

  keepSnapshot(text: string): void {
    this.#snapshot = { sequence: this.#records.length, text };
  }

  snapshot(): JournalSnapshot | undefined {
    return this.#snapshot;
  }

  close(): void {}
}
