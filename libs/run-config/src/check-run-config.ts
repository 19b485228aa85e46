import type { Dataset } from '@chorus/data';
import { ChorusError } from '@chorus/errors';
import { isDeepStrictEqual } from 'node:util';
import { checkConfig, sizeOf } from './check-config.ts';
import { settleConfig } from './settle-config.ts';
import type { RunConfig } from './run-config.ts';

/**
 * Refuses a configuration that the command line would refuse, by the same rules: a client need not be
 * Chorus' own. Nothing is believed that the dataset itself says.
 *
 * @param config decoded, so that each setting is in its range
 * @throws ChorusError `invalid`, naming the setting
 */
export function checkRunConfig(config: RunConfig, dataset: Dataset): void {
  const place = (path: string) => `config.${path}`;
  checkConfig({ document: config, place }, sizeOf(dataset));
  const { dataset: actual } = settleConfig(config, dataset, config.execution.threads);
  for (const [key, claimed] of Object.entries(config.dataset)) {
    const fact = actual[key as keyof typeof actual];
    if (isDeepStrictEqual(claimed, fact)) continue;
    throw new ChorusError(
      'invalid',
      `config.dataset.${key} is ${JSON.stringify(claimed)}, but the dataset ${dataset.sha256} has ` +
        JSON.stringify(fact),
    );
  }
}
