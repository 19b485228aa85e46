import { expect, test } from 'vitest';
import {
  enter,
  MEMBER_TRANSITIONS,
  type Member,
  type MemberPhase,
  type MemberState,
} from './member-state.ts';

const STATES: Record<MemberPhase, MemberState> = {
  pending: { phase: 'pending' },
  assigned: { phase: 'assigned', attempt: 1, workerId: 'w' },
  training: { phase: 'training', attempt: 1, workerId: 'w', epoch: 0 },
  predicting: { phase: 'predicting', attempt: 1, workerId: 'w' },
  done: { phase: 'done', attempt: 1 },
  failed: { phase: 'failed', reason: 'r' },
};

const phases = Object.keys(STATES) as MemberPhase[];
const pairs = phases.flatMap((from) => phases.map((to) => [from, to] as const));

test.each(pairs)('from %s to %s is possible exactly when the table says so', (from, to) => {
  const member: Member = { member: 1, state: STATES[from], attempts: 1, failures: 0 };
  if (MEMBER_TRANSITIONS[from].includes(to)) {
    enter(member, STATES[to]);
    expect(member.state).toBe(STATES[to]);
  } else {
    expect(() => enter(member, STATES[to])).toThrow(`member 1 cannot go from ${from} to ${to}`);
    expect(member.state).toBe(STATES[from]);
  }
});
