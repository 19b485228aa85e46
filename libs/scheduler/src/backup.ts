import { isContinued, waitsForAnother } from './continuation.ts';
import { lowerMedian } from './lower-median.ts';
import type { Member } from './member.ts';
import { planFor, type Run } from './run.ts';
import { isInPause } from './set-aside.ts';
import type { SchedulerState, Step } from './state.ts';
import { hasFreeSlot } from './worker.ts';

/** A member lags that will have taken so many times as long as the median of its run. */
const LAG = 1.5;

/**
 * Wishes for a member beside one that lags behind, in a run that allows it, while a slot is idle. The
 * coordinator answers with `member-added`: a journal tells which members there were, not by which rule.
 *
 * A backup is no second attempt at the same member: it has a number and a seed of its own, so that what
 * both learn is of use. Which members count was settled beforehand: the first so many to finish as the
 * run asked for, so that none is chosen by its result.
 *
 * BACKUP-1: no backup is added while any member waits for a slot.
 * BACKUP-2: a member has one backup at most, and a backup has none.
 * BACKUP-3: a member that continues another, or that another one continues, has none: nobody else could
 *   be trained in its place.
 */
export function wishForBackup({ state, commands }: Step): void {
  const lag = findLag(state);
  if (!lag) return;
  const { runId, members } = lag.run;
  const [member, backupOf] = [members.length + 1, lag.member.member];
  commands.push({ type: 'add-member', runId, member, backupOf });
}

/** Whether at this time a member lags for which there is a slot. */
export function isBackupDue(state: SchedulerState, atMs: number): boolean {
  return findLag(state, atMs) !== undefined;
}

/** The member that lags most and has no backup, if there is a slot for one (BACKUP-1). */
export function findLag(
  { workers, runs, nowMs }: SchedulerState,
  atMs = nowMs,
): { run: Run; member: Member } | undefined {
  const wishing = [...runs.values()].filter(({ plan }) => plan.backups === true);
  if (wishing.length === 0) return undefined;
  const free = [...workers.values()].filter(hasFreeSlot);
  const waiting = [...runs.values()].some((run) =>
    run.members.some((member) => member.state.phase === 'pending' && !waitsForAnother(member)),
  );
  if (free.length === 0 || waiting) return undefined;
  for (const run of wishing) {
    if (free.every((worker) => isInPause(worker, run, atMs))) continue;
    const member = slowest(run, atMs);
    if (member) return { run, member };
  }
  return undefined;
}

/** The member that lags most and has no backup. */
function slowest(run: Run, atMs: number): Member | undefined {
  const asked = run.members.slice(0, run.plan.members);
  const expected = asked.map((member) => expectedMs(member, planFor(run, member).epochs, atMs));
  const limit = LAG * (lowerMedian(expected.filter((ms) => ms !== undefined)) ?? Infinity);
  let worst: { member: Member; ms: number } | undefined;
  for (const [index, member] of asked.entries()) {
    const ms = expected[index] ?? 0;
    if (!(ms > limit) || !mayHaveBackup(run, member)) continue;
    if (!worst || ms > worst.ms) worst = { member, ms };
  }
  return worst?.member;
}

/** BACKUP-2, BACKUP-3. */
export function mayHaveBackup(run: Run, member: Member | undefined): member is Member {
  if (member?.state.phase !== 'live' || member.backup !== undefined) return false;
  return member.continues === undefined && !isContinued(run, member.member);
}

/** How long a member takes from its first attempt to its end, as far as that can be told. */
function expectedMs({ pace }: Member, epochs: number, atMs: number): number | undefined {
  if (!pace) return undefined;
  const { startedMs, epoch, epochMs, endedMs } = pace;
  if (endedMs !== undefined) return endedMs - startedMs;
  const elapsedMs = atMs - startedMs;
  if (epoch === 0) return elapsedMs;
  return Math.max(((epochMs - startedMs) / epoch) * epochs, elapsedMs);
}
