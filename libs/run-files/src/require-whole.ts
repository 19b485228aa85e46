import { ChorusError, givenPredictionsOf, validatedOn, type RunConfig } from '@chorus/proto';
import type { RunView } from '@chorus/run-view';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFolder } from './run-folder.ts';

interface WholeRun {
  readonly folder: RunFolder;
  readonly config: RunConfig;
  readonly view: RunView;
}

/**
 * Refuses to sum up a run whose folder lacks a file that its members have brought: it was deleted
 * meanwhile. The predictions are read for the sum, and checked then.
 *
 * @throws ChorusError `not-found`
 */
export function requireWhole({ folder, config, view }: WholeRun): void {
  folder.requireThere();
  const validation = validatedOn(config) > 0 ? ['validation/labels.npy'] : [];
  const needed = config.predicts ? [] : ['labels.npy', ...validation];
  for (const { member, phase, group } of view.members) {
    if (phase !== 'done') continue;
    const hasModel = !config.predicts && givenPredictionsOf(config, { group }) === undefined;
    const kept = hasModel
      ? ['model.json', 'weights.bin'].map((name) => `members/${member}/${name}`)
      : [`predictions/member-${member}.npy`];
    needed.push(...kept, `tensorboard/member-${member}`);
  }
  const missing = needed.find((name) => !existsSync(join(folder.path, name)));
  if (missing === undefined) return;
  throw new ChorusError('not-found', `${join(folder.path, missing)} was deleted`);
}
