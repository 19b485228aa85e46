import { ChorusError, type RunConfig } from '@chorus/proto';
import { isPredictionsFile, resolvedGroups, type PlacedDocument } from '@chorus/run-config';
import { readJson } from '@chorus/run-files';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** What of a dataset decides what a member was trained on, and what is held out. */
const SPLIT = ['sha256', 'trainLimit', 'validationSplit', 'validationFrom', 'splitSeed'] as const;

/**
 * Makes sure that members from other runs were trained on what this run trains on: what is held out here might be what
 * they were trained on, and they may know samples by another preparation. Of other models nobody knows.
 *
 * @param note told of models of which it is not known
 * @throws ChorusError `invalid`, naming the group and what differs
 */
export function checkOrigins(
  config: PlacedDocument,
  settled: RunConfig,
  note: (text: string) => void,
): void {
  for (const { group, config: own } of resolvedGroups(config)) {
    if (group.from === undefined) continue;
    const place = own.place('network.model');
    const origin = originOf(group.from);
    if (!origin) {
      const words =
        'it is not known what it was trained on; where that was samples held out or tested here, its figures say too much';
      note(`${group.from}: ${words}`);
      continue;
    }
    const differs =
      SPLIT.find((key) => !isDeepStrictEqual(origin.dataset[key], settled.dataset[key])) ??
      (isDeepStrictEqual(origin.preparation, settled.preparation) ? undefined : 'preparation');
    if (differs === undefined) continue;
    const name = differs === 'preparation' ? differs : `dataset.${differs}`;
    throw new ChorusError(
      'invalid',
      `${place}: ${group.from} is of a run with another ${name}: members of one ensemble are trained on the same data, ` +
        'prepared alike',
    );
  }
}

/** The configuration of the run that a member's folder, or predictions, lie in; undefined of others. */
function originOf(from: string): RunConfig | undefined {
  const isFolder = statSync(from, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder && !isPredictionsFile(from)) return undefined;
  const path = join(from, '..', '..', 'run.json');
  return existsSync(path) ? (readJson(path) as { config: RunConfig }).config : undefined;
}
