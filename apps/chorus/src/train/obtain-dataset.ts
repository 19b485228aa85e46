import {
  DatasetError,
  datasetFilePath,
  DEFAULT_SOURCE,
  FALLBACK_SOURCE,
  isOwn,
  knownOf,
  makeDataset,
  rawOfDataset,
  recogniseSource,
  sourceNamed,
  writeDatasetFile,
  type Dataset,
  type Finding,
  type KnownDataset,
  type PublishedSource,
} from '@chorus/data';
import type { ResolvedConfig } from '@chorus/run-config';
import { existsSync } from 'node:fs';
import type { Reporter } from '../terminal/reporter.ts';
import { makeOwnDataset } from './make-own-dataset.ts';
import { showDownload } from './show-download.ts';

/** The dataset's file in the cache, and what is known of it. */
export interface ObtainedDataset {
  readonly known: KnownDataset;
  readonly path: string;
  /** The dataset itself, where it was read into memory to obtain it. */
  readonly dataset?: Dataset;
  /** What was found in the user's own files. */
  readonly findings: readonly Finding[];
}

/**
 * The dataset that the configuration names, or that lies at its path; without either CIFAR-10 if it can be had, else `shapes`
 * with a warning. It is in the cache as one file afterwards.
 *
 * @throws DatasetError when a dataset that was named, or lies where the user said, cannot be had
 */
export async function obtainDataset(
  config: ResolvedConfig,
  home: string,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<ObtainedDataset> {
  const { name, path } = config.document.dataset;
  const source = sourceNamed(name ?? (path ? await recogniseSource(path) : DEFAULT_SOURCE.name));
  if (isOwn(source)) return makeOwnDataset(source, config, home, reporter, signal);
  const dataset = await openPublished(source, name !== undefined);
  if (config.document.preparation.scaling === 'standardise') return standardised(dataset);
  const file = datasetFilePath(home, dataset.sha256);
  if (!existsSync(file)) await writeDatasetFile(dataset, file);
  return { known: knownOf(dataset), path: file, dataset, findings: [] };

  /** With the means and deviations of its training samples: another file, and another fingerprint. */
  function standardised(dataset: Dataset): Promise<ObtainedDataset> {
    const { name, synthetic } = dataset;
    const { validationSplit: validation, splitSeed: seed } = config.document.dataset;
    const shares = { test: 0, validation, seed };
    const options = { name, synthetic, home, shares, standardise: true, signal };
    return makeDataset(rawOfDataset(dataset), options);
  }

  async function openPublished(source: PublishedSource, isNamed: boolean): Promise<Dataset> {
    const download = showDownload(source.title, reporter);
    try {
      const { onProgress, onRetry } = download;
      return await source.open({ dataDir: path, home, onProgress, onRetry, signal });
    } catch (error) {
      const unavailable = error instanceof DatasetError && error.code === 'unavailable';
      if (isNamed || !unavailable) throw error;
      reporter.warn(error.message);
      reporter.warn(
        `THE SYNTHETIC DATASET ${FALLBACK_SOURCE.title} IS USED INSTEAD OF ${source.title}`,
      );
      return FALLBACK_SOURCE.open({ home });
    } finally {
      download.stop();
    }
  }
}
