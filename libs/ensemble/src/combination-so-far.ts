import { ofMembers, SUM, type Combination } from './combination.ts';
import { COMBINING_RULES } from './combining-rules.ts';
import type { CombiningWish } from './fitting/fit-combination.ts';

/**
 * The combination by which an ensemble is judged while its members are still trained: the rule that is wished for where
 * it can be applied to some of the members, else the sum. Temperatures, which change no choice or hardly any, wait for the end.
 *
 * @param members those that are done: their numbers, from 1
 */
export function combinationSoFar(wish: CombiningWish, members: readonly number[]): Combination {
  const { rule, weights } = wish;
  if (COMBINING_RULES[rule].needs === 'validation') return SUM;
  if (!weights) return { rule };
  return ofMembers(
    { rule, weights },
    members.map((member) => member - 1),
  );
}

/**
 * The combination that the first members together are judged by: the rule itself, or the sum where it has weights or
 * coefficients for all of them.
 */
export function ofFirstMembers({ rule }: Combination): Combination {
  return COMBINING_RULES[rule].needs === 'nothing' ? { rule } : SUM;
}
