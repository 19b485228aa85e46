import type { KnownDataset } from '@chorus/data';
import { ChorusError } from '@chorus/errors';
import { isDeepStrictEqual } from 'node:util';
import { checkConfig } from './check-config.ts';
import { settleConfig } from './settle-config.ts';
import type { RunConfig } from './run-config.ts';
import { runDocumentSchema, type RunDocument } from './run-document.ts';

/**
 * Refuses a configuration that the command line would refuse, by the same rules: a client need not be
 * Chorus' own. Nothing is believed that the dataset itself says.
 *
 * @param config decoded, so that each setting is in its range
 * @throws ChorusError `invalid`, naming the setting
 */
export function checkRunConfig(config: RunConfig, dataset: KnownDataset): void {
  const place = (path: string) => `config.${path}`;
  checkConfig({ document: asDocument(config), place }, dataset);
  const { dataset: actual } = settleConfig(asDocument(config), dataset, config.execution.threads);
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

/** What was settled, as a document that says it: the settings that made the dataset have their defaults. */
export function asDocument(config: RunConfig): RunDocument {
  const defaults = runDocumentSchema.parse({});
  return {
    ...defaults,
    ...config,
    dataset: { ...defaults.dataset, ...config.dataset },
    preparation: { ...defaults.preparation, ...config.preparation },
  } as RunDocument;
}
