import { ChorusError } from '@chorus/errors';
import { userInfo } from 'node:os';
import { AuditLog } from './audit-log.ts';
import type { Actor, Decision } from './decision.ts';

/** How long a command waits for another process that appends: each needs some milliseconds. */
const WAIT_MS = 10_000;

/** What a command beside the coordinator decides. */
export type LocalDecision = Pick<Decision, 'action' | 'subject' | 'reason'> &
  Partial<Pick<Decision, 'outcome'>>;

/**
 * Writes into the audit log what a command on the coordinator's machine has changed, whether the coordinator runs or not. It is on disk when
 * this returns.
 *
 * @param state the coordinator's state folder, which is there
 * @throws ChorusError `invalid` when the log cannot be opened, `unavailable` when it cannot be written
 */
export function recordDecision(state: string, decision: LocalDecision): void {
  const log = new AuditLog(state);
  try {
    const whole = { outcome: 'allowed', ...decision, by: systemUser(), atMs: Date.now() } as const;
    if (!log.tryAppend([whole], WAIT_MS, true)) {
      throw new ChorusError('unavailable', `${log.path} is locked by another process`);
    }
  } catch (error) {
    if (error instanceof ChorusError) throw error;
    const { message } = error as Error;
    throw new ChorusError('unavailable', `the audit log cannot be written: ${message}`, {
      cause: error,
    });
  } finally {
    log.close();
  }
}

/** Who runs this process, as its machine knows them. */
export function systemUser(): Actor {
  return { role: 'system', name: userName() };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // Containers have users without a name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
