/**
 * CHORUS_SIMULATION_SEED=N runs one seed and prints what happens in it; when it fails, with the
 * smallest schedule of faults that still does. CHORUS_SIMULATION_SEEDS=N runs so many.
 */
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FAULT_KINDS } from './faults.ts';
import { simulate, type Counts } from './simulate.ts';
import { describeFailure, findViolation, shrink } from './shrink.ts';

const ONLY_SEED = process.env['CHORUS_SIMULATION_SEED'];
const SEEDS = Number(process.env['CHORUS_SIMULATION_SEEDS'] ?? 10_000);

/** What faults and chance lead to: the simulation is worth little if one of these never happens. */
const MUST_HAPPEN = [
  ...FAULT_KINDS,
  'acknowledgement-did-get-lost',
  'assigned-again',
  'assigned-though-set-aside',
  'began-where-others-begin',
  'member-added',
  'connection-abandoned',
  'connection-replaced',
  'coordinator-restarted',
  'failed-in-bad-run',
  'failed-on-bad-machine',
  'hello-late',
  'killed-between-sync-and-answer',
  'late-on-an-old-connection',
  'member-cancelled',
  'member-diverged',
  'older-process-refused',
  'predicted-untrained',
  'resumed',
  'run-stopped',
  'set-aside',
  'set-aside-for-every-run',
  'silent-worker-lost',
  'stale-report',
  'stopped-early',
  'summed-again',
  'unsynced-tail-lost',
  'went-on-from-another',
];

if (ONLY_SEED === undefined) {
  test(
    `every invariant holds and every run ends, in ${SEEDS} worlds where everything goes wrong`,
    { timeout: 120_000 },
    runAllSeeds,
  );
} else {
  test(`every invariant holds in the world of seed ${ONLY_SEED}`, () => {
    const seed = Number(ONLY_SEED);
    const failure = shrink(seed);
    const trace = (line: string) => console.log(line);
    const violation = findViolation(seed, failure ? { trace, faults: failure.faults } : { trace });
    expect(violation, failure && describeFailure(failure)).toBeUndefined();
  });
}

test('the same seed leads to the same world, another one to another', () => {
  const worldOf = (seed: number): string => {
    const lines: string[] = [];
    simulate(seed, { trace: (line) => lines.push(line) });
    return lines.join('\n');
  };
  expect(worldOf(7)).toBe(worldOf(7));
  expect(worldOf(7)).not.toBe(worldOf(8));
});

async function runAllSeeds(): Promise<void> {
  const totals = new Map<string, number>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    for (const [what, times] of simulateOrExplain(seed)) {
      totals.set(what, (totals.get(what) ?? 0) + times);
    }
    // The test's runner wants to hear of it now and then.
    if (seed % 500 === 0) await setImmediate();
  }
  const counts = [...totals].sort().map(([what, times]) => `${what} ${times}`);
  console.log(`${SEEDS} worlds: ${counts.join(', ')}`);
  const missing = MUST_HAPPEN.filter((what) => !totals.has(what));
  expect(missing, 'what never happened').toEqual([]);
}

function simulateOrExplain(seed: number): Counts {
  try {
    return simulate(seed);
  } catch (error) {
    const failure = shrink(seed);
    throw failure ? new Error(describeFailure(failure)) : error;
  }
}
