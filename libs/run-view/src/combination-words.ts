import type { Combination } from '@chorus/ensemble';
import type { RuleScore } from './report.ts';

/** `greedy`, or `sum with a temperature` where one was fitted. */
export function formatCombination(combination: Combination): string {
  const { rule, temperature, memberTemperatures } = combination;
  if (memberTemperatures) return `${rule} with a temperature per member`;
  return temperature === undefined ? rule : `${rule} with a temperature`;
}

/** `greedy`, or `sum with a temperature`: a way of combining that was compared. */
export function formatRule({ rule, calibration }: Pick<RuleScore, 'rule' | 'calibration'>): string {
  if (calibration === 'none') return rule;
  return `${rule} with a temperature${calibration === 'temperature' ? '' : ' per member'}`;
}
