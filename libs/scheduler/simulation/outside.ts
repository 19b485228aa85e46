/**
 * What the world outside was told: it cannot be taken back, whatever becomes of the coordinator (C3),
 * and watchers were shown it in order (C6).
 */
import type { AttemptRef } from '../src/attempt.ts';
import type { Command, RunOutcome, SchedulerEvent } from '../src/events.ts';
import type { SchedulerState } from '../src/state.ts';
import { describeRef } from './describe.ts';
import type { Notices } from './notices.ts';
import { must } from './violation.ts';

export class Outside {
  /** The newest report of each attempt that was acknowledged. */
  readonly #acknowledged = new Map<string, { ref: AttemptRef; sequence: number }>();
  readonly #results = new Map<string, AttemptRef>();
  readonly #submitted = new Set<string>();
  readonly ended = new Map<string, RunOutcome>();
  /** What a watcher that was there from the start has seen of each run. */
  readonly #seen = new Map<string, string[]>();

  wasSubmitted(runId: string): boolean {
    return this.#submitted.has(runId);
  }

  /** An event's commands were let out. */
  hear(event: SchedulerEvent, commands: readonly Command[]): void {
    const accepted = commands.some(({ type }) => type === 'accepted');
    if (accepted && event.type === 'run-submitted') this.#submitted.add(event.runId);
    for (const command of commands) {
      if (command.type === 'acknowledge') {
        this.#acknowledged.set(describeRef(command.ref), command);
      } else if (command.type === 'result-accepted') {
        this.#results.set(describeRef(command.ref), command.ref);
      } else if (command.type === 'run-ended') {
        this.#endRun(command.runId, command.outcome);
      }
    }
  }

  #endRun(runId: string, outcome: RunOutcome): void {
    must(!this.ended.has(runId), 'C4', () => `${runId} has ended twice`);
    this.ended.set(runId, outcome);
  }

  /** C6: shows every watcher what is new; what it saw before must still be there. */
  watch(notices: Notices): void {
    for (const [runId, all] of notices.byRun) {
      const seen = this.#seen.get(runId) ?? [];
      this.#seen.set(runId, seen);
      while (seen.length < all.length) seen.push(all[seen.length]!);
    }
  }

  /**
   * C3, C6: the coordinator has only its journal now.
   *
   * @param ended the runs that have ended according to it
   */
  checkAfterRestart(
    state: SchedulerState,
    ended: ReadonlyMap<string, RunOutcome>,
    notices: Notices,
  ): void {
    for (const runId of this.#submitted) {
      const known = state.runs.has(runId) || ended.has(runId);
      must(known, 'C3', () => `${runId} was accepted and is forgotten`);
    }
    for (const [runId, outcome] of this.ended) {
      const same = JSON.stringify(ended.get(runId)) === JSON.stringify(outcome);
      must(same, 'C3', () => `${runId} had ended (${outcome.status}) and has not`);
    }
    for (const { ref, sequence } of this.#acknowledged.values()) {
      must(isKnown(state, ended, ref, sequence), 'C3', () => {
        return `report ${sequence} of ${describeRef(ref)} was acknowledged and is forgotten`;
      });
    }
    for (const ref of this.#results.values()) {
      const member = state.runs.get(ref.runId)?.members[ref.member - 1]?.state;
      const kept = member?.phase === 'done' && member.attempt === ref.attempt;
      must(kept || ended.has(ref.runId), 'C3', () => `the result of ${describeRef(ref)} is gone`);
    }
    this.#checkSeen(notices);
    // What was on disk but not let out is seen now.
    for (const [runId, outcome] of ended) this.ended.set(runId, outcome);
    this.watch(notices);
  }

  #checkSeen(notices: Notices): void {
    for (const [runId, seen] of this.#seen) {
      const now = notices.byRun.get(runId) ?? [];
      const gap = seen.findIndex((text, index) => text !== now[index]);
      must(gap === -1, 'C6', () => `notice ${gap + 1} of ${runId} was '${seen[gap]}'`);
    }
  }

  /** C6: who joins now must see what one saw that was there from the start. */
  checkLateJoiner(notices: Notices): void {
    this.#checkSeen(notices);
    for (const [runId, seen] of this.#seen) {
      const all = notices.byRun.get(runId) ?? [];
      must(all.length === seen.length, 'C6', () => `a watcher of ${runId} missed the end`);
    }
  }
}

function isKnown(
  { runs }: SchedulerState,
  ended: ReadonlyMap<string, RunOutcome>,
  { runId, member: number, attempt }: AttemptRef,
  sequence: number,
): boolean {
  if (ended.has(runId)) return true;
  const member = runs.get(runId)?.members[number - 1];
  if (!member || member.attempts < attempt) return false;
  const { state } = member;
  if (state.phase === 'live' && state.attempt.number === attempt) {
    return state.attempt.reported >= sequence;
  }
  if (state.phase === 'done' && state.attempt === attempt) return state.reported >= sequence;
  return true;
}
