/**
 * A line of the audit log: JSON, whose last field is the digest of what stands before it.
 *
 * LINE-1: `previous` is the SHA-256 of the whole line before it, without its end; the first line has 64 zeros.
 * LINE-2: `sha256` is that of the line's own text up to the comma before it, so that the last line, which no other one vouches for, is
 *   not altered by a slip either. Who alters it on purpose can compute both.
 */
import { hash } from 'node:crypto';
import type { AuditEntry, Decision } from './decision.ts';

/** What the first line has in place of the digest of a line before it. */
export const CHAIN_START = '0'.repeat(64);

/** A place in the log: an entry's number, and the digest of its line, which stands for all lines before it. */
export interface AuditPosition {
  readonly sequence: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** Where a log begins. */
export const AUDIT_START: AuditPosition = { sequence: 0, sha256: CHAIN_START };

/** The most characters of a text: a line has at most some kilobytes, whatever peers say of themselves. */
const MOST_CHARS = 400;

const DIGEST = /,"sha256":"([0-9a-f]{64})"\}$/;

/** The lines of decisions that follow others. @returns them with their ends, and the place of the last one */
export function linesOf(
  decisions: readonly Decision[],
  last: AuditPosition,
): { text: string; position: AuditPosition } {
  let [position, text] = [last, ''];
  for (const decision of decisions) {
    const line = lineOf(decision, position);
    position = { sequence: position.sequence + 1, sha256: hash('sha256', line) };
    text += `${line}\n`;
  }
  return { text, position };
}

/** The entry of a line; undefined when it is none, or not what it was when it was written (LINE-2). */
export function parseLine(line: string): AuditEntry | undefined {
  const digest = DIGEST.exec(line);
  if (!digest || hash('sha256', line.slice(0, digest.index)) !== digest[1]) return undefined;
  try {
    const { sha256: _, ...entry } = JSON.parse(line) as AuditEntry & { sha256: string };
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** The digest vouches for it that this program wrote it, or somebody who knows how: who prints it relies on no more. */
function isEntry({ sequence, time, previous, action, by, outcome }: AuditEntry): boolean {
  const texts = [time, previous, action, by?.name, outcome];
  return Number.isSafeInteger(sequence) && texts.every((text) => typeof text === 'string');
}

function lineOf(decision: Decision, last: AuditPosition): string {
  const { atMs, action, by, from, subject, outcome, reason, repeated } = decision;
  const entry: AuditEntry = {
    sequence: last.sequence + 1,
    time: new Date(atMs).toISOString(),
    previous: last.sha256,
    action: clip(action),
    by: { ...(by.role !== undefined && { role: clip(by.role) }), name: clip(by.name) },
    ...(from !== undefined && { from: clip(from) }),
    ...(subject !== undefined && { subject: clip(subject) }),
    outcome,
    ...(reason !== undefined && { reason: clip(reason) }),
    ...(repeated !== undefined && { repeated }),
  };
  const text = JSON.stringify(entry).slice(0, -1);
  return `${text},"sha256":"${hash('sha256', text)}"}`;
}

function clip(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
}
