/**
 * What the scheduler did under former rules: journals that were written then are folded so, and by nothing
 * else.
 *
 * - Rules 1: a worker on which three members failed one after the other, of whatever runs, was set aside for
 *   all of them until it was started anew; a member never went to a kind of device again that it avoids.
 * - Rules 1 and 2: members were added by the passing of time, without an event of their own.
 */
import { addMember } from './add-member.ts';
import { findLag } from './backup.ts';
import type { FailureKind } from './failures.ts';
import { RULES_VERSION, type Live, type SchedulerState, type Step } from './state.ts';
import { enterWorker, memberKey } from './worker.ts';

/**
 * A coordinator goes on by these rules.
 *
 * @param rules undefined: rules 1, which journals do not name
 * @throws RangeError when a newer version of Chorus made them
 */
export function adoptRules(state: SchedulerState, rules: number | undefined): void {
  if (rules !== undefined && rules > RULES_VERSION) {
    throw new RangeError(`it is by rules ${rules}: use the version of Chorus that wrote it`);
  }
  if (rules !== undefined && state.rules === undefined) endSettingAside(state);
  state.rules = rules;
}

/** Whether the journal has no events of members that are added. */
export function addsMembersByTime({ rules = 1 }: SchedulerState): boolean {
  return rules < 3;
}

/** Adds backups for members that lag. */
export function addBackupsByFormerRules(step: Step): void {
  for (let lag = findLag(step.state); lag; lag = findLag(step.state)) {
    addMember(step, lag.run, lag.member);
  }
}

export function blameByFormerRules(
  step: Step,
  { run, worker, ref }: Live,
  kind: FailureKind,
): void {
  const key = memberKey(ref);
  worker.failedInRow = worker.failedInRow.filter((failed) => failed.key !== key);
  worker.failedInRow.push({ key, kind });
  if (worker.failedInRow.length < 3 || worker.state.phase !== 'ready') return;
  enterWorker(worker, { phase: 'set-aside' });
  const members = worker.failedInRow.map((failed) => `${failed.key} (${failed.kind})`).join(', ');
  const message =
    `worker ${worker.workerId} is set aside: ${members} failed there one after the other; ` +
    'it gets members again when it is started anew';
  step.commands.push({ type: 'notice', runId: run.runId, message });
}

function endSettingAside({ workers }: SchedulerState): void {
  for (const worker of workers.values()) {
    worker.failedInRow = [];
    const { state } = worker;
    if (state.phase === 'away' && state.back === 'set-aside') {
      enterWorker(worker, { ...state, back: 'ready' });
    }
  }
}
