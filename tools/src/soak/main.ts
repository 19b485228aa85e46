/**
 * `npm run soak`: runs that are spoilt at random until the time is over, each compared with the same
 * run without faults. The n-th run is that of the seed + n - 1, so that any of them can be had first.
 *
 * Exit status: 0, 1 when something was lost, 2 for bad options, 130 or 143 when it was interrupted.
 */
import { SeededRandom } from '@chorus/data';
import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import type { SmallRun } from '../end-to-end/small-run.ts';
import { FAULTS, shuffled } from './faults.ts';
import { spoilRun, type SpoiltRun, type SpoiltRunOptions } from './spoilt-run.ts';
import { Tally } from './tally.ts';

const LOSS = 1;
const USAGE_ERROR = 2;

/** The time of a run beyond five times what it takes without faults, which last a minute and a half at most. */
const SPARE_MS = 180_000;

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly members: number;
  readonly epochs: number;
}

const interruption = new AbortController();
let exitStatus = 0;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    exitStatus = 128 + constants.signals[name];
    interruption.abort();
  });
}
const options = readOptions();
if (options) await soak(options);
else exitStatus = USAGE_ERROR;
process.exit(exitStatus);

async function soak({ minutes, seed, members, epochs }: Options): Promise<void> {
  const run: SmallRun = { members, epochs, trainLimit: 1000, faults: { maxFailures: 1000 } };
  say(`soak for ${minutes} minutes: --seed ${seed} --members ${members} --epochs ${epochs}`);
  const ways = { run, interrupted: interruption.signal };
  const random = SeededRandom.from(seed);
  const reference = await spoilRun({ ...ways, faults: [], random, limitMs: SPARE_MS });
  say(`without faults: ${seconds(reference)}${reference.problem ? `: ${reference.problem}` : ''}`);
  if (reference.problem !== undefined) {
    exitStatus ||= LOSS;
    return;
  }
  const limitMs = SPARE_MS + 5000 * reference.seconds;
  const timeIsUp = AbortSignal.timeout(minutes * 60_000);
  const tally = new Tally(FAULTS.map(({ name }) => name));
  const spoiltWays = { ...ways, expected: reference.digests, limitMs };
  const badSeeds = await spoilUntil(timeIsUp, spoiltWays, seed, tally);
  say(`\n${tally.render()}`);
  if (!tally.hasLoss) return;
  exitStatus = LOSS;
  for (const bad of badSeeds) {
    say(`to repeat: npm run soak -- --seed ${bad} --members ${members} --epochs ${epochs}`);
  }
}

/** @returns the seeds of the runs that did not end well */
async function spoilUntil(
  timeIsUp: AbortSignal,
  ways: Omit<SpoiltRunOptions, 'faults' | 'random'>,
  firstSeed: number,
  tally: Tally,
): Promise<number[]> {
  const badSeeds: number[] = [];
  for (let seed = firstSeed; !timeIsUp.aborted; seed++) {
    const random = SeededRandom.from(seed);
    const faults = shuffled(FAULTS, random);
    const spoilt = await spoilRun({ ...ways, faults, random, timeIsUp });
    const { injected, problem } = spoilt;
    const verdict = problem === undefined ? 'nothing lost' : problem;
    say(`seed ${seed}: ${seconds(spoilt)}, ${verdict}; ${injected.join(', ') || 'no fault'}`);
    if (ways.interrupted.aborted) break;
    tally.add(spoilt);
    if (problem !== undefined) badSeeds.push(seed);
  }
  return badSeeds;
}

function seconds(run: SpoiltRun): string {
  return `${run.seconds.toFixed(1)} s`;
}

/** @returns undefined after saying what is wrong with them */
function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '5' },
        seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
        members: { type: 'string', default: '3' },
        epochs: { type: 'string', default: '8' },
      },
    });
    return {
      minutes: readNumber('--minutes', values.minutes, 0.1, 10_000),
      seed: readWhole('--seed', values.seed, 0, 2 ** 31),
      members: readWhole('--members', values.members, 1, 100),
      epochs: readWhole('--epochs', values.epochs, 1, 1000),
    };
  } catch (error) {
    process.stderr.write(`soak: ${(error as Error).message}\n`);
    return undefined;
  }
}

function readWhole(flag: string, text: string, low: number, high: number): number {
  const value = readNumber(flag, text, low, high);
  if (Number.isInteger(value)) return value;
  throw new Error(`${flag} must be a whole number, not '${text}'`);
}

function readNumber(flag: string, text: string, low: number, high: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= low && value <= high) return value;
  throw new Error(`${flag} must be from ${low} to ${high}, not '${text}'`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
