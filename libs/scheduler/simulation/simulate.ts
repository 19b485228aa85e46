/**
 * A small cluster in virtual time, in which everything goes wrong that can: to find what is wrong with
 * the scheduler before a real cluster does.
 *
 * Read in this order: `faults.ts`, what can go wrong; `virtual-worker.ts` and `virtual-attempt.ts`, what a
 * worker does; `coordinator.ts`, what is around the scheduler; `expectation.ts` and `outside.ts`, what
 * must hold; `mutations.ts`, broken schedulers that are found out.
 */
import { isTimeDue, step } from '../src/scheduler.ts';
import { newState } from '../src/state.ts';
import { describeState } from './describe.ts';
import { inject, planFaults, type Fault } from './faults.ts';
import { Notices } from './notices.ts';
import { Random } from './random.ts';
import { must } from './violation.ts';
import type { Core, WorldOptions } from './surroundings.ts';
import { FAULTS_END_MS, World } from './world.ts';

/** Until then the last fault's effects are over: machines are replaced, leases and pauses have ended. */
const RECOVERED_MS = FAULTS_END_MS + 120_000;

export const SOUND_CORE: Core = { step, isTimeDue };

export interface SimulationOptions extends Partial<WorldOptions> {
  /** Instead of those that the seed plans. */
  readonly faults?: readonly Fault[];
}

/** What happened in one world, and how often. */
export type Counts = ReadonlyMap<string, number>;

/**
 * Lets a small cluster live through what the seed has planned for it, in virtual time. The same seed
 * and options lead to the same end.
 *
 * @throws Violation when something happened that must never happen, or a run did not come to its end
 */
export function simulate(seed: number, options: SimulationOptions = {}): Counts {
  const { core = SOUND_CORE, letsOutBeforeSync = false, trace, faults = faultsOf(seed) } = options;
  const world = new World(seed, { core, letsOutBeforeSync, trace });
  for (const fault of faults) world.timeline.at(fault.atMs, () => inject(world, fault));
  const limitMs = RECOVERED_MS + longestTrainingMs(world);
  const quiet = world.timeline.run(limitMs, () => world.isQuiet);
  must(
    quiet,
    'C7',
    () => `after ${Math.round(limitMs / 1_000)} s there is no end: ${describeRest(world)}`,
  );
  checkEnd(world);
  return world.counts;
}

/** The schedule that belongs to the seed. */
export function faultsOf(seed: number): Fault[] {
  return planFaults(new Random(seed, 0xfa17));
}

/** All that there is to train, one member after the other, on the slowest machine. */
function longestTrainingMs({ runs, machines }: World): number {
  const epochMs = 1.5 * Math.max(...machines.map((machine) => machine.epochMs));
  const ofRuns = [...runs.values()].map(({ members, plan }) => {
    const most = Math.max(plan.epochs, ...(plan.groups ?? []).map(({ epochs }) => epochs));
    return members.length * (most * epochMs + 3_000);
  });
  return ofRuns.reduce((sum, runMs) => sum + runMs, 0);
}

/** C3, C6: the journal alone makes the same end again. */
function checkEnd({ disk, outside, options }: World): void {
  const state = newState();
  const notices = new Notices();
  for (const event of disk.journal) notices.add(event, options.core.step(state, event));
  outside.checkLateJoiner(notices);
  must(
    state.runs.size === 0,
    'C3',
    () => `the fold of the journal has ${[...state.runs.keys()].join(' ')}`,
  );
}

function describeRest({ coordinator, outside, runs, machines }: World): string {
  const open = [...runs.keys()].filter((runId) => !outside.ended.has(runId));
  const held = machines.flatMap(({ processes }) =>
    processes.flatMap((process) => (process.alive ? [...process.held.keys()] : [])),
  );
  const state = coordinator ? describeState(coordinator.state) : ['no coordinator'];
  return [`runs ${open.join(' ')}; workers hold ${held.join(' ')}`, ...state].join('\n  ');
}
