import { evaluateFinished } from '@chorus/coordinator';
import { CALIBRATIONS, RULE_NAMES, weightsProblem, type CombiningWish } from '@chorus/ensemble';
import { ChorusError } from '@chorus/proto';
import { findRun, FinishedRun } from '@chorus/run-files';
import { EXIT_STATUS } from '../exit-status.ts';
import { renderCombination } from '../terminal/combination-text.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';

/** What `chorus combine` was told. */
export interface CombineFlags {
  readonly rule: string;
  readonly weights?: string;
  readonly calibration: string;
  readonly rounds?: string;
  readonly json?: boolean;
}

/**
 * Combines the members of a run that has succeeded by another rule, from its files alone; the run stays as it is.
 *
 * @param word the run's folder, or its id
 * @returns the exit status
 * @throws ChorusError for what is wrong with the run or the flags
 */
export async function combine(word: string, flags: CombineFlags): Promise<number> {
  const wish = wishOf(flags);
  const run = FinishedRun.open(findRun(word));
  const problem = wish.weights && weightsProblem(wish.weights, run.members.length);
  if (problem !== undefined) {
    throw new ChorusError('invalid', `--weights: the weights ${problem}; give one per member`);
  }
  const { ensemble, rules } = await evaluateFinished(run, wish);
  const members = run.members.map(({ member }) => member);
  if (flags.json) printJson({ runId: run.runId, members, ensemble, ...(rules && { rules }) });
  else printLines(renderCombination(run.report, members, ensemble));
  return EXIT_STATUS.succeeded;
}

/** @throws ChorusError `invalid` that names the flag */
function wishOf({
  rule: name,
  weights: list,
  calibration: kind,
  rounds,
}: CombineFlags): CombiningWish {
  const rule = chosen('--rule', name, RULE_NAMES);
  const calibration = chosen('--calibration', kind, CALIBRATIONS);
  const weights = list === undefined ? undefined : numbersOf(list);
  if ((rule === 'weighted') !== (weights !== undefined)) {
    const problem = weights
      ? '--weights is for --rule weighted: name that rule, or leave the weights out'
      : '--rule weighted needs --weights: one per member, summing to 1, such as 0.5,0.5';
    throw new ChorusError('invalid', problem);
  }
  return {
    rule,
    calibration,
    ...(weights && { weights }),
    ...(rounds !== undefined && { greedyRounds: roundsOf(rounds) }),
  };
}

function chosen<Name extends string>(flag: string, value: string, names: readonly Name[]): Name {
  if (names.includes(value as Name)) return value as Name;
  throw new ChorusError('invalid', `${flag} must be one of ${names.join(', ')}, not ${value}`);
}

function numbersOf(list: string): number[] {
  const numbers = list.split(',').map((text) => (text.trim() === '' ? NaN : Number(text)));
  if (numbers.every(Number.isFinite)) return numbers;
  throw new ChorusError('invalid', `--weights must be numbers such as 0.5,0.5, not ${list}`);
}

function roundsOf(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= 1000) return rounds;
  throw new ChorusError('invalid', `--rounds must be a whole number from 1 to 1000, not ${text}`);
}
