import { ChorusError } from '@chorus/errors';
import type { ResolvedConfig } from './resolve-config.ts';
import { RULES, type DatasetSize } from './rules.ts';

/** Known before a dataset is opened: every dataset of Chorus has images of this size. */
export const ANY_DATASET: DatasetSize = {
  trainSamples: Infinity,
  testSamples: Infinity,
  height: 32,
  width: 32,
};

/**
 * Refuses a configuration that breaks one of the rules.
 *
 * @throws ChorusError `invalid`, one line that names who set the setting
 */
export function checkConfig(config: ResolvedConfig, size: DatasetSize): void {
  const [broken] = brokenRules(config, size);
  if (broken !== undefined) throw new ChorusError('invalid', broken);
}

/** What the configuration breaks, one line for each rule. */
export function brokenRules({ document, place }: ResolvedConfig, size: DatasetSize): string[] {
  const broken = RULES.filter((rule) => !rule.check(document, size));
  return broken.map((rule) => rule.message(place, document, size));
}
