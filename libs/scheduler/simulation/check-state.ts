import { liveAttempt } from '../src/member.ts';
import { reluctance } from '../src/set-aside.ts';
import { connectedPhase, memberKey, type Worker } from '../src/worker.ts';
import type { SchedulerState } from '../src/state.ts';
import { describeRef } from './describe.ts';
import { must } from './violation.ts';

/**
 * C1, S1: workers and members agree on who trains what, and no slot is given twice.
 *
 * @throws Violation
 */
export function checkState({ workers, runs }: SchedulerState): void {
  for (const { workerId, slots, attempts } of workers.values()) {
    must(attempts.size <= slots, 'S1', () => `${workerId} holds more attempts than it has slots`);
    for (const ref of attempts.values()) {
      const member = runs.get(ref.runId)?.members[ref.member - 1];
      const live = member && liveAttempt(member);
      const agreed = live?.number === ref.attempt && live.workerId === workerId;
      must(agreed, 'C1', () => `${workerId} holds ${describeRef(ref)}, which is not live there`);
    }
  }
  for (const { runId, members } of runs.values()) {
    for (const member of members) {
      const live = liveAttempt(member);
      if (!live) continue;
      const ref = { runId, member: member.member, attempt: live.number };
      const held = workers.get(live.workerId)?.attempts.get(memberKey(ref));
      const agreed = held?.attempt === live.number;
      must(agreed, 'C1', () => `${describeRef(ref)} is live on ${live.workerId}, which lacks it`);
    }
  }
}

/**
 * No slot is idle while a member could be trained there; to be called when time was given a chance.
 *
 * @throws Violation
 */
export function checkIdleness({ workers, runs, nowMs }: SchedulerState): void {
  const free = [...workers.values()].filter(
    ({ state, attempts, slots }) => state.phase === 'ready' && attempts.size < slots,
  );
  if (free.length === 0) return;
  const left = [...workers.values()].filter((worker) => connectedPhase(worker) === 'ready');
  for (const run of runs.values()) {
    const { runId, members, state } = run;
    if (state.phase !== 'running') continue;
    for (const pending of members) {
      const { member, state, continues } = pending;
      if (state.phase !== 'pending' || state.notBeforeMs > nowMs) continue;
      const continued = continues === undefined ? undefined : members[continues - 1];
      if (continued && continued.state.phase !== 'done') continue;
      const reluctanceOf = (worker: Worker) => reluctance(worker, run, pending, nowMs);
      const least = Math.min(...left.map(reluctanceOf));
      const idle = free.find((worker) => reluctanceOf(worker) === least);
      must(
        !idle,
        'idle',
        () => `${runId}/${member} waits though ${idle?.workerId} has a free slot`,
      );
    }
  }
}
