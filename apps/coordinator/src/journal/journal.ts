import type { JournalRecord } from './record.ts';

/** The state after so many records, by its digest: a fold of them must come to the same. */
export interface StateDigest {
  /** Of the last record that the state is made of. */
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
  records(): Iterable<JournalRecord>;
  /** Does what may wait for a quiet moment. */
  tidy(): void;
  /** The newest digest that was appended. */
  lastDigest(): StateDigest | undefined;
  close(): void;
}

/** A journal that ends with its process: for a run whose coordinator ends with its command. */
export class MemoryJournal implements Journal {
  readonly #records: JournalRecord[] = [];
  #digest: StateDigest | undefined;

  append(records: readonly JournalRecord[], digest?: string): void {
    this.#records.push(...structuredClone(records));
    if (digest) this.#digest = { sequence: this.#records.length, sha256: digest };
  }

  records(): Iterable<JournalRecord> {
    return structuredClone(this.#records);
  }

  tidy(): void {}

  lastDigest(): StateDigest | undefined {
    return this.#digest;
  }

  close(): void {}
}
