import { DEFAULT_SOURCE, sourceNamed, type Dataset } from '@chorus/data';
import { ChorusError } from '@chorus/errors';
import type { ResolvedConfig } from './resolve-config.ts';
import { CONFIG_RULES, type DatasetSize } from './rules.ts';
import type { RunDocument } from './run-document.ts';

/** What is known of the dataset that a configuration asks for before it is opened. */
function sizeBeforeOpening({ dataset }: RunDocument): DatasetSize {
  const source = dataset.name === undefined ? DEFAULT_SOURCE : sourceNamed(dataset.name);
  return { trainSamples: Infinity, testSamples: Infinity, sample: source.sample };
}

/** What the rules need of a dataset. */
export function sizeOf({ train, test, sample }: Dataset): DatasetSize {
  return { trainSamples: train.labels.length, testSamples: test.labels.length, sample };
}

/**
 * Refuses a configuration that breaks one of the rules.
 *
 * @param size what it must fit to; without, what is known before the dataset is opened
 * @throws ChorusError `invalid`, one line that names who set the setting
 */
export function checkConfig(config: ResolvedConfig, size?: DatasetSize): void {
  const [broken] = brokenRules(config, size);
  if (broken !== undefined) throw new ChorusError('invalid', broken);
}

/** What the configuration breaks, one line for each rule; see {@link checkConfig} about `size`. */
export function brokenRules(
  { document, place }: ResolvedConfig,
  size = sizeBeforeOpening(document),
): string[] {
  const broken = CONFIG_RULES.filter((rule) => !rule.check(document, size));
  return broken.map((rule) => rule.message(place, document, size));
}
