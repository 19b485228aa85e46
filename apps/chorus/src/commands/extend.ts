import {
  asDocument,
  extendConfig,
  resolveConfig,
  type ConfigFlags,
  type PlacedDocument,
  type ResolvedConfig,
} from '@chorus/run-config';
import { findRun, type FinishedRun } from '@chorus/run-files';
import { obtainRunDataset } from '../extend/obtain-run-dataset.ts';
import { openExtendable } from '../extend/open-extendable.ts';
import { takeMembers } from '../extend/take-members.ts';
import { checkPlace, trainAt, type PlaceFlags } from '../train/train-at.ts';

/** What `chorus extend` was told. */
export interface ExtendFlags extends PlaceFlags {
  /** How many members there are to be, how many are trained at once, and how data is read that is not at hand. */
  readonly configuration: ConfigFlags;
}

/**
 * Trains more members to those of a run that has ended: as another run, which takes these in.
 *
 * @param word the run's folder, or its name in `runs`
 * @returns the exit status
 * @throws ChorusError for a run that cannot be extended
 */
export async function extend(word: string, flags: ExtendFlags): Promise<number> {
  checkPlace(flags);
  const wanted = resolveConfig(flags.configuration, process.env);
  const path = findRun(word);
  const run = openExtendable(path, wanted);
  return trainAt(flags, documentOf(run, wanted), async (surroundings) => {
    const obtained = await obtainRunDataset(run, wanted, surroundings);
    const { taken, given } = await takeMembers(run, path, surroundings.home);
    const config = extendConfig(run.config, run.runId, wanted.document.members.count, taken);
    const { sha256 } = config.dataset;
    // The number of threads is part of a run: all members have the same.
    return { ...obtained, sha256, given, settle: () => config };
  });
}

/** The run's configuration for so many members, with what is said of this machine. */
function documentOf(
  { config }: FinishedRun,
  { document: { members, execution }, place }: ResolvedConfig,
): PlacedDocument {
  const { count } = members;
  const document = asDocument({ ...config, members: { ...config.members, count } });
  const { workers } = execution;
  return { document: { ...document, execution: { ...document.execution, workers } }, place };
}
