import { hash } from 'node:crypto';
import { readSync } from 'node:fs';
import { AUDIT_START, parseLine, type AuditPosition } from './audit-line.ts';

/** How a log ends. */
export interface End {
  /** Where its last whole line ends. */
  readonly bytes: number;
  /** The last entry. */
  readonly position: AuditPosition;
  /** Bytes behind the last whole line: its writer was ended, or found no room. */
  readonly cutOff: number;
}

/** Bytes that are looked at first for the last entry: some lines. */
const FIRST_BYTES = 8_192;

const NEWLINE = 0x0a;

/**
 * Finds the last entry; lines behind it that are none are left alone (AUDIT-3).
 *
 * @param file open for reading
 * @param size its bytes
 * @throws Error of the system
 */
export function readEnd(file: number, size: number): End {
  for (let length = FIRST_BYTES; ; length *= 8) {
    const from = Math.max(0, size - length);
    const read = Buffer.alloc(size - from);
    readWhole(file, read, from);
    const end = endOf(read, from);
    if (end) return end;
  }
}

/** @returns undefined when more must be read: the last entry lies before these bytes */
function endOf(read: Buffer, from: number): End | undefined {
  const whole = read.lastIndexOf(NEWLINE) + 1;
  const [bytes, cutOff] = [from + whole, read.length - whole];
  for (let end = whole - 1; end >= 0;) {
    const begin = end === 0 ? 0 : read.lastIndexOf(NEWLINE, end - 1) + 1;
    // Such a line may have begun before.
    if (begin === 0 && from > 0) return undefined;
    const line = read.toString('utf8', begin, end);
    const entry = parseLine(line);
    if (entry) {
      const position = { sequence: entry.sequence, sha256: hash('sha256', line) };
      return { bytes, position, cutOff };
    }
    end = begin - 1;
  }
  return from > 0 ? undefined : { bytes, position: AUDIT_START, cutOff };
}

function readWhole(file: number, into: Buffer, from: number): void {
  for (let done = 0; done < into.length;) {
    const count = readSync(file, into, done, into.length - done, from + done);
    if (count === 0) throw new Error('the audit log became shorter while it was read');
    done += count;
  }
}
