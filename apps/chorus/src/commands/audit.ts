import {
  AUDIT_FILE,
  checkAuditLog,
  readAuditLog,
  type AuditCheck,
  type AuditEntry,
  type AuditPosition,
} from '@chorus/audit';
import { ChorusError } from '@chorus/proto';
import { join } from 'node:path';
import { EXIT_STATUS } from '../exit-status.ts';
import { parseSince } from '../parse-since.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';

/** What `chorus audit` was told. */
export interface AuditFlags {
  readonly state: string;
  /** The time of the oldest entry that is printed, as {@link parseSince} reads it. */
  readonly since?: string;
  readonly json?: boolean;
}

/** What `chorus audit verify` was told. */
export interface AuditVerifyFlags {
  readonly state: string;
  /** SEQUENCE:DIGEST of an entry that must be there. */
  readonly expect?: string;
  readonly json?: boolean;
}

/**
 * Prints the audit log, a line for each entry.
 *
 * @returns the exit status
 * @throws ChorusError `not-found` when there is none
 */
export function audit({ state, since, json = false }: AuditFlags): number {
  const sinceMs = since === undefined ? 0 : parseSince(since, Date.now());
  const { lines } = readAuditLog(join(state, AUDIT_FILE));
  for (const { entry } of lines) {
    if (!entry || Date.parse(entry.time) < sinceMs) continue;
    if (json) printJson(entry);
    else printLines([textOf(entry)]);
  }
  const damaged = lines.filter(({ entry }) => !entry).length;
  if (damaged > 0) {
    const what = damaged === 1 ? '1 line is no entry' : `${damaged} lines are no entries`;
    printLines([`${what}: 'chorus audit verify' says more`], process.stderr);
  }
  return EXIT_STATUS.succeeded;
}

/** `2026-11-24T12:18:44.668Z refused CancelRun run 20261124-121844-4e6e by viewer eve from 10.0.0.7:51234: …` */
function textOf({
  time,
  outcome,
  action,
  subject,
  by,
  from,
  reason,
  repeated,
}: AuditEntry): string {
  const who = by.role === undefined ? by.name : `${by.role} ${by.name}`;
  return [
    ...[time, outcome, action, subject ?? [], `by ${who}`].flat(),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(repeated === undefined ? [] : [`${repeated} times, the last one`]),
  ]
    .join(' ')
    .concat(reason === undefined ? '' : `: ${reason}`);
}

/**
 * Tells whether the audit log is what was written.
 *
 * @returns the exit status: failed when it is not
 * @throws ChorusError `not-found` when there is none, `invalid` for an `--expect` that is none
 */
export function verifyAudit({ state, expect, json = false }: AuditVerifyFlags): number {
  const path = join(state, AUDIT_FILE);
  const expected = expect === undefined ? undefined : parsePosition(expect);
  const check = checkAuditLog(readAuditLog(path), expected);
  const whole = check.damage === undefined;
  if (json) printJson({ whole, ...check });
  else printLines(wordsOf(path, check));
  return whole ? EXIT_STATUS.succeeded : EXIT_STATUS.failed;
}

function wordsOf(path: string, { entries, head, damage, cutOffBytes }: AuditCheck): string[] {
  const place = `${head.sequence}:${head.sha256}`;
  const cutOff = `${cutOffBytes} bytes behind the last line are one that was cut off; the next entry takes them away`;
  const rest = cutOffBytes > 0 ? [cutOff] : [];
  if (damage) {
    const where = 'line' in damage ? `${path}:${damage.line}: ` : `${path}: `;
    return [`${where}${damage.kind}: ${damage.text}`, ...rest];
  }
  return [
    `${path}: ${entries} entries, one chain`,
    ...rest,
    `head: ${place}`,
    'Keep the head elsewhere: with --expect this tells later that the end was cut off, or all of it written anew.',
  ];
}

function parsePosition(text: string): AuditPosition {
  const [, sequence = '', sha256 = ''] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (Number(sequence) >= 1) return { sequence: Number(sequence), sha256 };
  const example = `214:${'5f0c'.repeat(16)}`;
  throw new ChorusError(
    'invalid',
    `--expect must be a head as this command prints it, such as ${example}, not '${text}'`,
  );
}
