import { ChorusError } from '@chorus/errors';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseLine } from './audit-line.ts';
import type { AuditEntry } from './decision.ts';

/** A line of a log, as it stands there. */
export interface AuditLine {
  /** SHA-256 in hexadecimal, without the line's end. */
  readonly sha256: string;
  /** Undefined: it is no entry, or not what it was when it was written. */
  readonly entry: AuditEntry | undefined;
}

/** A log as it is read, while others may append to it. */
export interface AuditLines {
  readonly lines: readonly AuditLine[];
  /** Bytes behind the last line that are none: a writer was ended in the middle, and the next one takes them away. */
  readonly cutOffBytes: number;
}

const NEWLINE = 0x0a;

/**
 * Reads a log.
 *
 * @throws ChorusError `not-found` when there is none, `invalid` when it cannot be read
 */
export function readAuditLog(path: string): AuditLines {
  const bytes = readBytes(path);
  const lines: AuditLine[] = [];
  let begin = 0;
  for (let end; (end = bytes.indexOf(NEWLINE, begin)) !== -1; begin = end + 1) {
    const line = bytes.subarray(begin, end);
    lines.push({ sha256: hash('sha256', line), entry: parseLine(line.toString()) });
  }
  return { lines, cutOffBytes: bytes.length - begin };
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT') {
      throw new ChorusError('invalid', `the audit log cannot be read: ${message}`, { cause });
    }
    const remedy = "'chorus serve' writes it into its --state folder";
    throw new ChorusError('not-found', `there is no audit log ${path}: ${remedy}`, { cause });
  }
}
