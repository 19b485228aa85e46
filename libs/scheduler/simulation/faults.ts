import type { FailureKind } from '../src/failures.ts';
import type { Machine } from './machine.ts';
import type { Random } from './random.ts';
import * as script from './scripted-events.ts';
import { FAULTS_END_MS, type World } from './world.ts';

const MOST_FAULTS = 30;

type Injection = (world: World, machine: Machine, fault: Fault) => boolean;

/** What can go wrong. Each returns whether it did: a cut needs a connection, a crash a trainer. */
const INJECTIONS = {
  'connection-cut': (_, { process }, { amount, choice }) => {
    process?.link?.cut(amount * 1_000, choice * 1_000);
    return process?.link !== undefined;
  },
  /** Heals by itself, or never. */
  'connection-blackholed': (_, { process }, { amount, choice }) => {
    const forMs = choice < 0.3 ? Infinity : amount * 60_000;
    return process?.loseTouch(forMs, 5_000 + choice * 35_000) ?? false;
  },
  'hello-delayed': (_, machine, { amount }) => {
    machine.nextDialHoleMs = 1_000 + amount * 30_000;
    machine.process?.link?.cut(1, 1);
    return machine.process !== undefined;
  },
  'acknowledgement-lost': (world, { workerId }) => {
    world.losesNextAcknowledgement.add(workerId);
    return true;
  },
  'reports-repeated': (_, { process }) => {
    process?.sendKept();
    return process !== undefined && process.held.size > 0;
  },
  'worker-died': (world, machine, { amount, choice }) => {
    const { process } = machine;
    process?.die(choice < 0.5);
    world.timeline.after(amount * 40_000, () => machine.startUnlessAlive());
    return process !== undefined;
  },
  'machine-lost': (world, machine, { amount, choice }) => {
    if (machine.isLost) return false;
    machine.isLost = true;
    for (const process of machine.processes) process.die(choice < 0.5);
    world.replace(machine, amount * 60_000);
    return true;
  },
  'worker-frozen': (_, { process }, { amount }) => {
    process?.freeze(amount * 50_000);
    return process !== undefined;
  },
  'worker-started-twice': (_, machine, { amount }) => {
    const { process } = machine;
    if (!process || machine.isLost) return false;
    process.freeze(amount * 30_000);
    machine.start();
    return true;
  },
  'worker-left': (world, machine, { amount }) => {
    const { process } = machine;
    process?.leave();
    world.timeline.after(amount * 30_000, () => machine.startUnlessAlive());
    return process !== undefined;
  },
  'worker-drained': (world, { workerId }) => {
    if (!world.coordinator?.state.workers.has(workerId)) return false;
    world.coordinator.take({ type: 'worker-drained', workerId });
    return true;
  },
  'worker-drains-itself': (_, { process }) => {
    process?.drainItself();
    return process !== undefined;
  },
  'worker-lies': (_, { process }, { choice }) => {
    // An epoch out of the blue, or a gap in the numbers.
    return process?.lie(script.epoch(99), choice < 0.5 ? 1 : 5) ?? false;
  },
  'machine-bad': (world, machine, { amount }) => {
    machine.isBad = true;
    world.timeline.after(10_000 + amount * 40_000, () => (machine.isBad = false));
    return !machine.isLost;
  },
  'trainer-crashed': failing('trainer-crashed'),
  'trainer-hung': failing('trainer-hung'),
  'out-of-memory': failing('out-of-memory'),
  diverged: failing('diverged'),
  'bad-config': failing('bad-config'),
  'coordinator-killed': (world, _, { amount, choice }) => {
    world.killAtNextEvent(choice, amount * 20_000);
    return true;
  },
  'clock-jumped': (world, _, { amount, choice }) => {
    world.clockOffsetMs += (choice - 0.5) * 7_200_000;
    world.killAtNextEvent(choice, amount * 5_000);
    return true;
  },
  'run-cancelled': (world, _, { choice }) => {
    const runIds = [...(world.coordinator?.state.runs.keys() ?? [])];
    const runId = runIds[Math.floor(choice * runIds.length)];
    if (runId === undefined) return false;
    world.coordinator?.take({ type: 'run-cancelled', runId });
    return true;
  },
  'submission-repeated': (world) => world.submitAgain(),
} satisfies Record<string, Injection>;

export type FaultKind = keyof typeof INJECTIONS;

export const FAULT_KINDS = Object.keys(INJECTIONS) as FaultKind[];

/** One thing that goes wrong. */
export interface Fault {
  readonly kind: FaultKind;
  readonly atMs: number;
  /** Which machine, 0 to less than 1. */
  readonly target: number;
  /** How much or how long, and which way: 0 to less than 1. */
  readonly amount: number;
  readonly choice: number;
}

/**
 * A schedule, in order of time. Each has only some of the kinds: where everything goes wrong at once,
 * one fault hides another.
 */
export function planFaults(random: Random): Fault[] {
  const some = FAULT_KINDS.filter(() => random.chance(0.5));
  const kinds = some.length > 0 ? some : FAULT_KINDS;
  const faults = Array.from({ length: random.integer(0, MOST_FAULTS) }, () => ({
    kind: kinds[random.integer(0, kinds.length - 1)]!,
    atMs: Math.round(random.between(0, FAULTS_END_MS)),
    target: random.next(),
    amount: random.next(),
    choice: random.next(),
  }));
  return faults.sort((a, b) => a.atMs - b.atMs);
}

export function inject(world: World, fault: Fault): void {
  const machine = world.machines[Math.floor(fault.target * world.machines.length)]!;
  const injection: Injection = INJECTIONS[fault.kind];
  if (!injection(world, machine, fault)) return;
  world.options.trace?.(`FAULT ${describeFault(fault)}, on ${machine.workerId}`);
  world.count(fault.kind);
}

/** For people, on one line. */
export function describeFault({ kind, atMs, target, amount, choice }: Fault): string {
  const numbers = [target, amount, choice].map((number) => number.toFixed(2));
  return `${atMs} ms: ${kind} (target, amount, choice ${numbers.join(' ')})`;
}

function failing(kind: FailureKind): Injection {
  return (_, { process }) => process?.fail(kind) ?? false;
}
