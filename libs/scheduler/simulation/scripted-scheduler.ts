import { isTimeDue, step } from '../src/scheduler.ts';
import type { FailureKind } from '../src/failures.ts';
import type { Command, SchedulerEvent } from '../src/events.ts';
import { liveAttempt, type Member } from '../src/member.ts';
import type { Run } from '../src/run.ts';
import { encodeState, newState, type SchedulerState } from '../src/state.ts';
import type { Worker } from '../src/worker.ts';
import { failure, reported } from './scripted-events.ts';

/** A scheduler with its journal, to which events happen one after the other. */
export class ScriptedScheduler {
  readonly journal: SchedulerEvent[] = [];
  state: SchedulerState = newState();

  /** @returns the last event's commands */
  happen(...events: SchedulerEvent[]): Command[] {
    let commands: Command[] = [];
    for (const event of events) {
      this.journal.push(event);
      commands = step(this.state, event);
    }
    return commands;
  }

  /** The coordinator's clock shows this time: what it does if that means something. */
  wait(atMs: number): Command[] {
    return isTimeDue(this.state, atMs) ? this.happen({ atMs, type: 'time-passed' }) : [];
  }

  /** The state is made anew from the journal. @returns whether it is the same */
  fold(): boolean {
    const before = encodeState(this.state);
    this.state = newState();
    for (const event of this.journal) step(this.state, event);
    return encodeState(this.state) === before;
  }

  /** The member's live attempt fails before it has reported anything. @returns what follows */
  fail(number: number, kind?: FailureKind, runId = 'r1'): Command[] {
    const workerId = this.holderOf(number, runId);
    if (workerId === undefined) throw new Error(`nobody has member ${number} of ${runId}`);
    const { incarnation } = this.worker(workerId);
    const ref = { runId, member: number, attempt: this.member(number, runId).attempts };
    const when = { atMs: this.state.nowMs, incarnation };
    return this.happen(reported(workerId, ref, 1, failure(kind), when));
  }

  run(runId = 'r1'): Run {
    return this.state.runs.get(runId)!;
  }

  member(number: number, runId = 'r1'): Member {
    return this.run(runId).members[number - 1]!;
  }

  worker(workerId: string): Worker {
    return this.state.workers.get(workerId)!;
  }

  /** The worker that has a member now. */
  holderOf(number: number, runId = 'r1'): string | undefined {
    return liveAttempt(this.member(number, runId))?.workerId;
  }
}
