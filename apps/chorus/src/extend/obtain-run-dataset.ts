import { ask } from '@chorus/client';
import { datasetFilePath, isOwn, openCachedDataset, sourceNamed, type Dataset } from '@chorus/data';
import { ChorusError, type RunConfig } from '@chorus/proto';
import type { ResolvedConfig } from '@chorus/run-config';
import type { FinishedRun } from '@chorus/run-files';
import { obtainDataset } from '../train/obtain-dataset.ts';
import { tellFindings } from '../train/tell-findings.ts';
import type { Surroundings } from '../train/train-at.ts';

/** Where a run's dataset is. */
interface RunDataset {
  readonly path: string;
  readonly dataset?: Dataset | undefined;
}

/**
 * The dataset that a run was trained on, by its fingerprint: it is in the cache, or the coordinator has it, or it is made again.
 *
 * @param reading says where the data lies and how it is read, where it must be
 * @throws ChorusError `not-found` when nobody has it and nobody says where the data lies, `invalid` when that is other data;
 *   DatasetError for what is wrong with it
 */
export async function obtainRunDataset(
  run: Pick<FinishedRun, 'runId' | 'config'>,
  reading: ResolvedConfig,
  surroundings: Surroundings,
): Promise<RunDataset> {
  const { name, sha256 } = run.config.dataset;
  const path = datasetFilePath(surroundings.home, sha256);
  if (await isAtHand(sha256, surroundings)) return { path };
  if (isOwn(sourceNamed(name)) && reading.document.dataset.path === undefined) {
    throw new ChorusError(
      'not-found',
      `the dataset of run ${run.runId} is not in the cache: give its data with --data, read as for that run`,
    );
  }
  const { home, reporter, signal } = surroundings;
  const made = await obtainDataset(readAsFor(run.config, reading), home, reporter, signal);
  tellFindings(made.findings, reporter);
  if (made.known.sha256 === sha256) return made;
  throw new ChorusError(
    'invalid',
    `${reading.place('dataset.path')}: the dataset has the SHA-256 ${made.known.sha256}, and run ${run.runId} was trained on ` +
      `${sha256}: members of one ensemble are trained on the same data, read and prepared alike`,
  );
}

/** Whether who trains the run has the dataset, or it can be sent from the cache. */
async function isAtHand(sha256: string, { address, home, signal }: Surroundings): Promise<boolean> {
  const kind = 'INPUT_KIND_DATASET';
  if (address !== undefined) {
    const { present } = await ask(address, 'HasDataset', { kind, sha256 }, { signal });
    if (present) return true;
  }
  const cached = await openCachedDataset(home, sha256);
  await cached?.close();
  return cached !== undefined;
}

/** What of a dataset follows from the run goes before what is said of reading it. */
function readAsFor({ dataset, preparation }: RunConfig, reading: ResolvedConfig): ResolvedConfig {
  const { name, validationSplit, validationFrom, splitSeed } = dataset;
  const { document } = reading;
  return {
    ...reading,
    document: {
      ...document,
      dataset: { ...document.dataset, name, validationSplit, validationFrom, splitSeed },
      preparation: { ...document.preparation, ...preparation },
    },
  };
}
