import { DEFAULT_SOURCE, sourceNamed } from '@chorus/data';
import { ChorusError } from '@chorus/errors';
import { resolvedGroups } from './group-documents.ts';
import type { PlacedDocument } from './resolve-config.ts';
import type { Fitting } from './rule.ts';
import { CONFIG_RULES } from './rules.ts';
import type { RunDocument } from './run-document.ts';
import { SEARCH_RULES } from './search-rules.ts';

/** What is known of the dataset that a configuration asks for before it is opened. */
function knownBeforeOpening({ dataset }: RunDocument): Fitting {
  const { name, path } = dataset;
  if (name === undefined && path !== undefined) return {};
  const { sample } = name === undefined ? DEFAULT_SOURCE : sourceNamed(name);
  return sample ? { sample } : {};
}

/**
 * Refuses a configuration that breaks one of the rules.
 *
 * @param data what it must fit to; without, what is known before the dataset is opened
 * @throws ChorusError `invalid`, one line that names who set the setting
 */
export function checkConfig(config: PlacedDocument, data?: Fitting): void {
  const [broken] = brokenRules(config, data);
  if (broken !== undefined) throw new ChorusError('invalid', broken);
}

/** What the configuration breaks, one line for each rule; see {@link checkConfig} about `data`. */
export function brokenRules(
  config: PlacedDocument,
  data = knownBeforeOpening(config.document),
): string[] {
  const broken = CONFIG_RULES.filter((rule) => !rule.check(config.document, data));
  const whole = broken.map((rule) => rule.message(config.place, config.document, data));
  // What cannot be drawn makes no trials.
  if (SEARCH_RULES.some((rule) => broken.includes(rule))) return whole;
  const ofGroups = resolvedGroups(config).flatMap(({ name, config: { document, place } }) =>
    CONFIG_RULES.filter((rule) => !broken.includes(rule) && !rule.check(document, data)).map(
      (rule) => `${rule.message(place, document, data)} (group '${name}')`,
    ),
  );
  return [...whole, ...ofGroups];
}
