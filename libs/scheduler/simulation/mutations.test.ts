import { expect, test } from 'vitest';
import { MUTATIONS } from './mutations.ts';
import { findViolation, shrink, type Failure } from './shrink.ts';
import type { SimulationOptions } from './simulate.ts';

/** Each was found in one of the first 30 when this was written. */
const SEEDS = 300;

test.each(MUTATIONS)('the simulation finds a scheduler that $name', ({ violates, options }) => {
  const failure = firstFailure(options);
  expect(failure, `something is found in ${SEEDS} worlds`).toBeDefined();
  expect(violates).toContain(failure!.violation.invariant);
});

test('a schedule that fails is shrunk to faults of which none can be left out', () => {
  const { options } = MUTATIONS.find(({ name }) => name.startsWith('resumes'))!;
  const { seed, faults, plannedFaults } = firstFailure(options)!;
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.length).toBeLessThan(plannedFaults);
  expect(findViolation(seed, { ...options, faults })).toBeDefined();
  for (const index of faults.keys()) {
    const fewer = faults.toSpliced(index, 1);
    expect(findViolation(seed, { ...options, faults: fewer })).toBeUndefined();
  }
});

function firstFailure(options: SimulationOptions): Failure | undefined {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const failure = shrink(seed, options);
    if (failure) return failure;
  }
  return undefined;
}
