import { describe, expect, test } from 'vitest';
import { ATTEMPT_TRANSITIONS, type AttemptPhase, type AttemptState } from './attempt.ts';
import { enterMember, MEMBER_TRANSITIONS, newMember, type MemberState } from './member.ts';
import { enterAttempt } from './report.ts';
import { enterRun, newRun, RUN_TRANSITIONS, type RunState } from './run.ts';
import { enterWorker, WORKER_TRANSITIONS, type Worker, type WorkerState } from './worker.ts';

/** Every pair of phases that a table knows. */
function pairs<Phase extends string>(table: Record<Phase, readonly Phase[]>): [Phase, Phase][] {
  const phases = Object.keys(table) as Phase[];
  return phases.flatMap((from) => phases.map((to): [Phase, Phase] => [from, to]));
}

/** Tries one way: the state moves if the table has it, else it is as it was and the name is said. */
function tryWay<State>(
  allowed: boolean,
  thing: { state: State },
  next: State,
  enter: () => void,
  refusal: string,
): void {
  const before = thing.state;
  if (allowed) {
    enter();
    expect(thing.state).toBe(next);
  } else {
    expect(enter).toThrow(new RangeError(refusal));
    expect(thing.state).toBe(before);
  }
}

describe('a way is open exactly when the table has it', () => {
  const attempts: Record<Exclude<AttemptPhase, 'ended'>, AttemptState> = {
    assigned: { phase: 'assigned' },
    training: { phase: 'training', epoch: 1 },
    predicting: { phase: 'predicting' },
  };
  // An attempt that has ended is no longer there: its member's state says what became of it.
  const alive = pairs(ATTEMPT_TRANSITIONS).filter(
    (pair): pair is ['assigned' | 'training' | 'predicting', 'assigned'] => !pair.includes('ended'),
  );
  test.each(alive)('for an attempt from %s to %s', (from, to) => {
    const attempt = { number: 7, workerId: 'w', reported: 0, state: attempts[from] };
    const next = attempts[to];
    const allowed = ATTEMPT_TRANSITIONS[from].includes(to);
    const refusal = `attempt 7 cannot go from ${from} to ${to}`;
    tryWay(allowed, attempt, next, () => enterAttempt(attempt, next), refusal);
  });

  const members: Record<MemberState['phase'], MemberState> = {
    pending: { phase: 'pending', notBeforeMs: 0 },
    live: {
      phase: 'live',
      attempt: { number: 1, workerId: 'w', reported: 0, state: attempts.assigned },
    },
    done: { phase: 'done', attempt: 1, reported: 5 },
    failed: { phase: 'failed', kind: 'diverged', reason: 'the loss is no number' },
    cancelled: { phase: 'cancelled' },
  };
  test.each(pairs(MEMBER_TRANSITIONS))('for a member from %s to %s', (from, to) => {
    const member = { ...newMember(3), state: members[from] };
    const next = members[to];
    const allowed = MEMBER_TRANSITIONS[from].includes(to);
    const refusal = `member 3 cannot go from ${from} to ${to}`;
    tryWay(allowed, member, next, () => enterMember(member, next), refusal);
  });

  const workers: Record<WorkerState['phase'], WorkerState> = {
    ready: { phase: 'ready' },
    draining: { phase: 'draining' },
    'set-aside': { phase: 'set-aside' },
    away: { phase: 'away', untilMs: 1, back: 'ready' },
    lost: { phase: 'lost' },
  };
  test.each(pairs(WORKER_TRANSITIONS))('for a worker from %s to %s', (from, to) => {
    const next = workers[to];
    const worker: Worker = {
      workerId: 'w',
      incarnation: 1,
      slots: 1,
      deviceKind: 'gpu',
      state: workers[from],
      attempts: new Map(),
      failedInRow: [],
    };
    const allowed = WORKER_TRANSITIONS[from].includes(to);
    const refusal = `worker w cannot go from ${from} to ${to}`;
    tryWay(allowed, worker, next, () => enterWorker(worker, next), refusal);
  });

  const runs: Record<RunState['phase'], RunState> = {
    running: { phase: 'running' },
    summing: { phase: 'summing' },
    succeeded: { phase: 'succeeded' },
    failed: { phase: 'failed' },
    cancelled: { phase: 'cancelled' },
  };
  test.each(pairs(RUN_TRANSITIONS))('for a run from %s to %s', (from, to) => {
    const plan = { members: 1, minMembers: 1, epochs: 1, maxFailures: 1 };
    const run = { ...newRun('r', plan, [{}]), state: runs[from] };
    const next = runs[to];
    const allowed = RUN_TRANSITIONS[from].includes(to);
    const refusal = `run r cannot go from ${from} to ${to}`;
    tryWay(allowed, run, next, () => enterRun(run, next), refusal);
  });
});

test.each([
  ['attempt', ATTEMPT_TRANSITIONS, ['ended']],
  ['member', MEMBER_TRANSITIONS, ['cancelled', 'done', 'failed']],
  ['worker', WORKER_TRANSITIONS, ['lost']],
  ['run', RUN_TRANSITIONS, ['cancelled', 'failed', 'succeeded']],
])('from every phase of a %s its end can be reached', (_, table, ends) => {
  const ways: Record<string, readonly string[]> = table;
  const reached = new Set(ends);
  for (let before = 0; before !== reached.size;) {
    before = reached.size;
    for (const [from, next] of Object.entries(ways)) {
      if (next.some((phase) => reached.has(phase))) reached.add(from);
    }
  }
  expect([...reached].sort()).toEqual(Object.keys(ways).sort());
  for (const end of ends) expect(ways[end]).toEqual([]);
});
