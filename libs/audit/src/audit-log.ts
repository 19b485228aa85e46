/**
 * The audit log of a coordinator's state folder, as those write it who decide: the coordinator, and commands beside it.
 *
 * AUDIT-1: Lines are appended under a lock, so that they are one chain, whoever writes them.
 * AUDIT-2: A batch of lines is there as a whole, or not at all: what a full disk, or the end of a process, has cut off is taken away before the
 *   next line is written, which then says so.
 * AUDIT-3: What somebody else has done to the file stops nobody: the chain goes on behind the last line that is an entry, and `verify` finds
 *   the damage. A file that has become shorter while a process has it open is noted.
 */
import { ChorusError } from '@chorus/errors';
import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppendLock } from './append-lock.ts';
import { linesOf, type AuditPosition } from './audit-line.ts';
import type { Decision } from './decision.ts';
import { readEnd, type End } from './read-end.ts';

/** The log's name in a coordinator's state folder. */
export const AUDIT_FILE = 'audit.jsonl';
const LOCK_FILE = 'audit.lock';

/** Its owner alone reads and writes it, and a link in its place is not followed. */
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
const PRIVATE = 0o600;

/** How a file was left by who has appended to it. */
interface Left {
  readonly bytes: number;
  readonly position: AuditPosition;
}

export class AuditLog {
  readonly path: string;
  readonly #lock: AppendLock;
  #left: Left | undefined;

  /**
   * @param folder the coordinator's state
   * @throws ChorusError `invalid` when it cannot be opened, or written
   */
  constructor(folder: string) {
    this.path = join(folder, AUDIT_FILE);
    try {
      closeSync(openSync(this.path, FLAGS, PRIVATE));
    } catch (cause) {
      const { message } = cause as Error;
      throw new ChorusError('invalid', `the audit log cannot be written: ${message}`, { cause });
    }
    this.#lock = new AppendLock(join(folder, LOCK_FILE));
  }

  /**
   * Appends decisions; the operating system has them then, so that the end of this process loses none.
   *
   * @param waitMs how long the thread may stand still for another process that appends
   * @param durably they are to be on disk as well, see {@link sync}
   * @returns whether they were: not when another process appends for longer
   * @throws Error of the system when the file cannot be written, such as for want of room: none of them is there then
   */
  tryAppend(decisions: readonly Decision[], waitMs: number, durably = false): boolean {
    return this.#lock.tryHold(() => {
      const file = openSync(this.path, FLAGS, PRIVATE);
      try {
        this.#append(file, decisions);
        if (durably) fdatasyncSync(file);
      } finally {
        closeSync(file);
      }
    }, waitMs);
  }

  /** Resolves when what was appended before is on disk, so that the end of the machine does not lose it either. @throws Error of the system */
  async sync(): Promise<void> {
    const file = await open(this.path, constants.O_RDWR | constants.O_NOFOLLOW);
    await file.datasync().finally(() => file.close());
  }

  close(): void {
    this.#lock.close();
  }

  #append(file: number, decisions: readonly Decision[]): void {
    const { size } = fstatSync(file);
    const before = size === this.#left?.bytes ? { ...this.#left, cutOff: 0 } : readEnd(file, size);
    if (before.cutOff > 0) ftruncateSync(file, before.bytes);
    const { text, position } = linesOf([...this.#notes(before), ...decisions], before.position);
    const written = Buffer.from(text);
    writeWhole(file, written, before.bytes);
    this.#left = { bytes: before.bytes + written.length, position };
  }

  /** What is to be said of how the file was found (AUDIT-2, AUDIT-3). */
  #notes({ bytes, position, cutOff }: End): Decision[] {
    const note = (reason: string): Decision => ({
      ...{ action: 'audit-log-found', by: { role: 'chorus', name: 'audit' }, outcome: 'allowed' },
      ...{ reason, atMs: Date.now() },
    });
    const left = this.#left;
    const isShorter = left && (bytes < left.bytes || position.sequence < left.position.sequence);
    return [
      ...(cutOff > 0 ? [note(`${cutOff} bytes of a line that was cut off were taken away`)] : []),
      ...(isShorter
        ? [note(`it was cut: ${left.position.sequence}:${left.position.sha256} was its end`)]
        : []),
    ];
  }
}

/** Writes all of it at the file's end, or nothing. @param before the bytes that the file has */
function writeWhole(file: number, text: Buffer, before: number): void {
  try {
    for (let done = 0; done < text.length;) done += writeSync(file, text, done);
  } catch (error) {
    // Whoever writes next would take away as well what stays here.
    ftruncateSync(file, before);
    throw error;
  }
}
