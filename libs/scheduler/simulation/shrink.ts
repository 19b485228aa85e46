import { describeFault, type Fault } from './faults.ts';
import { faultsOf, simulate, type SimulationOptions } from './simulate.ts';
import { Violation } from './violation.ts';

export interface Failure {
  readonly seed: number;
  readonly violation: Violation;
  /** Without any of these nothing is found. */
  readonly faults: readonly Fault[];
  /** The faults of the whole schedule. */
  readonly plannedFaults: number;
}

/** What the simulation finds with these faults, if it finds something. */
export function findViolation(seed: number, options: SimulationOptions): Violation | undefined {
  try {
    simulate(seed, options);
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}

/**
 * Makes the schedule of a seed that fails as small as it gets by leaving out one fault after the
 * other.
 *
 * @returns undefined when the seed does not fail
 */
export function shrink(seed: number, options: SimulationOptions = {}): Failure | undefined {
  const planned = options.faults ?? faultsOf(seed);
  let violation = findViolation(seed, { ...options, faults: planned });
  if (!violation) return undefined;
  let faults = planned;
  for (let index = 0; index < faults.length;) {
    const fewer = faults.toSpliced(index, 1);
    const still = findViolation(seed, { ...options, faults: fewer });
    if (still?.invariant === violation.invariant) {
      violation = still;
      faults = fewer;
      index = 0;
    } else {
      index += 1;
    }
  }
  return { seed, violation, faults, plannedFaults: planned.length };
}

/** What happened, and how to see it again. */
export function describeFailure({ seed, violation, faults, plannedFaults }: Failure): string {
  return [
    `seed ${seed}: ${violation.message}`,
    `with ${faults.length} of its ${plannedFaults} faults:`,
    ...faults.map((fault) => `  ${describeFault(fault)}`),
    'Alone, with everything that happens:',
    `  CHORUS_SIMULATION_SEED=${seed} npx vitest run apps/coordinator/src/simulation`,
  ].join('\n');
}
