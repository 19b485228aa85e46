/**
 * The scheduler, broken on purpose: what the simulation finds in these it would find in the real one.
 */
import type { Command, SchedulerEvent } from '../src/events.ts';
import { liveAttempt, type Member } from '../src/member.ts';
import { isTimeDue, step } from '../src/scheduler.ts';
import type { SchedulerState } from '../src/state.ts';
import type { SimulationOptions } from './simulate.ts';

export interface Mutation {
  /** What the broken scheduler does. */
  readonly name: string;
  /** One of these must be what the simulation finds. */
  readonly violates: readonly string[];
  readonly options: SimulationOptions;
}

type Step = typeof step;

export const MUTATIONS: readonly Mutation[] = [
  mutation('accepts what an older attempt reports', ['C2'], (state, event) => {
    const live = liveOf(state, event);
    if (event.type !== 'attempt-reported' || !live || event.ref.attempt >= live.number) {
      return step(state, event);
    }
    const { workerId } = live;
    const worker = { workerId, incarnation: state.workers.get(workerId)!.incarnation };
    const ref = { ...event.ref, attempt: live.number };
    return step(state, { ...event, worker, ref, sequence: live.reported + 1 });
  }),

  mutation('counts a report twice that comes twice', ['C2'], (state, event) => {
    const live = liveOf(state, event);
    if (event.type !== 'attempt-reported' || event.ref.attempt !== live?.number) {
      return step(state, event);
    }
    return step(state, { ...event, sequence: Math.max(event.sequence, live.reported + 1) });
  }),

  mutation('leaves the members of a lost worker where they are', ['C7', 'idle'], (state, event) => {
    const commands = step(state, event);
    for (const command of commands) {
      if (command.type !== 'attempt-ended' || command.kind !== 'worker-lost') continue;
      const member = memberOf(state, command.ref);
      if (member?.state.phase === 'pending') {
        member.state = { phase: 'pending', notBeforeMs: Infinity };
      }
    }
    return commands;
  }),

  mutation('resumes from the checkpoint before the newest', ['C7'], (state, event) => {
    if (event.type !== 'attempt-reported') return step(state, event);
    const member = memberOf(state, event.ref);
    const former = member?.checkpoint;
    // It would be missed at once: nobody could begin from it.
    const run = state.runs.get(event.ref.runId);
    const isLinked = run?.members.some(({ continues }) => continues !== undefined);
    const commands = step(state, event);
    if (!member || !former || member.checkpoint === former || isLinked) return commands;
    const newest = member.checkpoint!;
    member.checkpoint = former;
    return commands.map((command) =>
      command.type === 'checkpoint-obsolete' ? { ...command, sha256: newest.sha256 } : command,
    );
  }),

  mutation('trains members at once of which one continues another', ['N1'], (state, event) => {
    if (event.type !== 'run-submitted') return step(state, event);
    return step(state, { ...event, members: event.members.map(({ group }) => ({ group })) });
  }),

  mutation('takes members of all groups for as long as the run says', ['blame'], (state, event) => {
    if (event.type !== 'run-submitted') return step(state, event);
    const { groups: _, ...plan } = event.plan;
    return step(state, { ...event, plan });
  }),

  mutation('loses the checkpoint from which another member begins', ['files'], (state, event) => {
    const commands = step(state, event);
    return commands.flatMap((command) => {
      if (command.type !== 'result-accepted') return command;
      const { runId, member } = command.ref;
      const successor = state.runs
        .get(runId)
        ?.members.find(({ continues }) => continues === member);
      if (!successor?.checkpoint) return command;
      const { sha256 } = successor.checkpoint;
      return [command, { type: 'checkpoint-obsolete', runId, sha256 } as const];
    });
  }),

  mutation(
    'keeps a checkpoint for one alone of the members that begin from it',
    ['files'],
    (state, event) => {
      const former = event.type === 'attempt-reported' && memberOf(state, event.ref)?.checkpoint;
      const commands = step(state, event);
      if (event.type !== 'attempt-reported' || !former || former.epoch > 0) return commands;
      if (memberOf(state, event.ref)?.checkpoint?.sha256 === former.sha256) return commands;
      const { runId } = event.ref;
      const obsolete = { type: 'checkpoint-obsolete', runId, sha256: former.sha256 } as const;
      return [...commands.filter(({ type }) => type !== obsolete.type), obsolete];
    },
  ),

  mutation('lets members wait for one that was given up', ['C7', 'N3', 'idle'], (state, event) => {
    const commands = step(state, event);
    for (const command of commands) {
      if (command.type !== 'member-cancelled') continue;
      const member = state.runs.get(command.runId)?.members[command.member - 1];
      if (member) member.state = { phase: 'pending', notBeforeMs: 0 };
    }
    return commands.filter(({ type }) => type !== 'member-cancelled');
  }),

  mutation('sums up before the last ensemble was validated', ['V1'], (state, event) => {
    if (event.type !== 'run-submitted') return step(state, event);
    return step(state, { ...event, plan: { ...event.plan, validates: false } });
  }),

  mutation('ends a run early though the next member adds enough', ['V2'], (state, event) => {
    if (event.type !== 'ensemble-validated') return step(state, event);
    const gain = { expected: 0, low: 0, high: 0 };
    return step(state, { ...event, validation: { ...event.validation, gain } });
  }),

  mutation('gives a slot twice', ['S1'], (state, event) => {
    const slots = event.type === 'worker-joined' ? event.slots + 1 : 0;
    return step(state, event.type === 'worker-joined' ? { ...event, slots } : event);
  }),

  mutation('does not sum up again when it is started', ['C7'], (state, event) => {
    const commands = step(state, event);
    return event.type === 'coordinator-started' ? [] : commands;
  }),

  mutation(
    'sets workers aside for every run, until they are started anew',
    ['C7', 'idle'],
    (state, event) => {
      if (event.type !== 'coordinator-started') return step(state, event);
      return step(state, { atMs: event.atMs, type: event.type, lostAfterMs: event.lostAfterMs });
    },
  ),

  mutation('forgets where members have failed', ['S3'], (state, event) => {
    for (const { troubles } of state.workers.values()) troubles?.clear();
    return step(state, event);
  }),

  mutation('remembers what the journal does not know', ['C3', 'C6'], forgetful()),

  {
    name: 'misses the end of a pause when something else happens',
    violates: ['idle', 'C7'],
    options: { core: { step, isTimeDue: isTimeDueOnlyOnce } },
  },
  {
    name: 'acknowledges before the journal is written',
    violates: ['C3', 'C4', 'C6'],
    options: { letsOutBeforeSync: true },
  },

  mutation('takes members that stop early for liars', ['blame'], (state, event) => {
    if (event.type !== 'run-submitted') return step(state, event);
    return step(state, { ...event, plan: { ...event.plan, stopsEarly: false } });
  }),

  mutation('forgets what groups are called', ['told'], (state, event) => {
    if (event.type !== 'run-submitted' || !event.plan.groups) return step(state, event);
    const groups = event.plan.groups.map((group) => ({ ...group, name: 'group' }));
    return step(state, { ...event, plan: { ...event.plan, groups } });
  }),
];

function mutation(name: string, violates: readonly string[], broken: Step): Mutation {
  return { name, violates, options: { core: { step: broken, isTimeDue } } };
}

/** Every tenth run that is submitted, in the life of the process, may fail more often. */
function forgetful(): Step {
  let submitted = 0;
  return (state, event) => {
    if (event.type !== 'run-submitted') return step(state, event);
    submitted += 1;
    if (submitted % 10 !== 0) return step(state, event);
    return step(state, { ...event, plan: { ...event.plan, maxFailures: 9 } });
  };
}

/** Sees the pause's end only if no other event comes first, as the scheduler once did. */
function isTimeDueOnlyOnce({ workers, runs, nowMs }: SchedulerState, atMs: number): boolean {
  for (const { state } of workers.values()) {
    if (state.phase === 'away' && state.untilMs <= atMs) return true;
  }
  const members = [...runs.values()].flatMap((run) => run.members);
  return members.some(
    ({ state }) =>
      state.phase === 'pending' && state.notBeforeMs <= atMs && state.notBeforeMs > nowMs,
  );
}

function liveOf(state: SchedulerState, event: SchedulerEvent) {
  const member = event.type === 'attempt-reported' ? memberOf(state, event.ref) : undefined;
  return member && liveAttempt(member);
}

function memberOf(
  { runs }: SchedulerState,
  ref: Extract<Command, { type: 'stop' }>['ref'],
): Member | undefined {
  return runs.get(ref.runId)?.members[ref.member - 1];
}
